import { type Document, isAlias, isMap, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isEqual, type Json } from '../jq/json-value.ts';

const DEEPEST = 200;

/** What a node is worth to filters. */
export function jsonOf(node: unknown, document: Document, depth = 0): Json {
  if (depth > DEEPEST) throw new RangeError('too deep');
  if (isAlias(node)) return jsonOf(node.resolve(document), document, depth + 1);
  if (isMap(node)) {
    const object = new Map<string, Json>();
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.value === '<<') mergeInto(object, value, document, depth);
      else object.set(keyText(key), jsonOf(value, document, depth + 1));
    }
    return object;
  }
  if (isSeq(node)) return node.items.map((item) => jsonOf(item, document, depth + 1));
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  return String(node.source ?? value);
}

function mergeInto(object: Map<string, Json>, node: unknown, document: Document, depth: number): void {
  const merged = jsonOf(node, document, depth + 1);
  for (const part of Array.isArray(merged) ? merged : [merged]) {
    if (part instanceof Map) for (const [key, value] of part) if (!object.has(key)) object.set(key, value);
  }
}

export const keyText = (key: unknown): string => (isScalar(key) ? String(key.source ?? key.value) : String(key));

/** A new node for a value. */
export function nodeOf(value: Json): Node {
  if (Array.isArray(value)) {
    const sequence = new YAMLSeq();
    sequence.items = value.map(nodeOf);
    return sequence;
  }
  if (value instanceof Map) {
    const map = new YAMLMap();
    map.items = [...value].map(([key, item]) => new Pair(new Scalar(key), nodeOf(item)));
    return map;
  }
  return new Scalar(value);
}

/**
 * The node changed so that it is worth `value`: what stays the same keeps its comments, its style and its order; what
 * is new comes last.
 */
export function updatedNode(node: unknown, value: Json, document: Document): Node {
  const isNode = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node);
  if (isNode && isEqual(jsonOf(node, document), value) && sameOrder(node, value)) return node;
  if (isMap(node) && value instanceof Map) return updatedMap(node, value, document);
  if (isSeq(node) && Array.isArray(value)) {
    node.items = value.map((item, index) =>
      index < node.items.length ? updatedNode(node.items[index], item, document) : nodeOf(item),
    );
    return node;
  }
  const made = nodeOf(value);
  if (isNode) {
    made.comment = node.comment ?? null;
    made.commentBefore = node.commentBefore ?? null;
    if (isScalar(node) && isScalar(made) && typeof value === 'string' && typeof node.value === 'string' && node.type)
      made.type = node.type;
  }
  return made;
}

function sameOrder(node: Node, value: Json): boolean {
  if (!isMap(node) || !(value instanceof Map)) return true;
  const keys = [...value.keys()];
  return node.items.every(({ key }, index) => keyText(key) === keys[index] || keyText(key) === '<<');
}

function updatedMap(node: YAMLMap, value: Map<string, Json>, document: Document): Node {
  const old = new Map(node.items.map((pair) => [keyText(pair.key), pair]));
  node.items = [...value].map(([key, item]) => {
    const pair = old.get(key);
    if (!pair) return new Pair(new Scalar(key), nodeOf(item));
    pair.value = updatedNode(pair.value, item, document);
    return pair;
  });
  return node;
}

/** Takes all comments away. */
export function withoutComments(node: unknown): void {
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
  node.comment = null;
  node.commentBefore = null;
  node.spaceBefore = false;
  if (isSeq(node)) node.items.forEach(withoutComments);
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      withoutComments(key);
      withoutComments(value);
    }
  }
}
