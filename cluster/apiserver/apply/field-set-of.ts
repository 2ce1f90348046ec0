import type { Schema } from '../../resources/schema.ts';
import { isMap, type JsonMap } from '../json.ts';
import { EMPTY, type FieldSet, MEMBER, nodeOf, setOf } from './field-set.ts';
import { itemElement } from './path-element.ts';
import { fieldSchema, isDeclared, kindOf } from './typed-schema.ts';

/** The fields of a configuration that whoever applies it owns (typed/tofieldset.go). */
export function fieldSetOf(value: JsonMap, schema: Schema | undefined): FieldSet {
  return fieldsOf(value, schema);
}

function fieldsOf(value: JsonMap, schema: Schema | undefined): FieldSet {
  const nodes = new Map<string, FieldSet>();
  for (const name in value) {
    const field = value[name];
    const member = field === null || isEmptyMap(field) || !isDeclared(schema, name);
    const node = nodeAt(field, fieldSchema(schema, name), member);
    if (node) nodes.set(`f:${name}`, node);
  }
  return setOf(nodes);
}

function isEmptyMap(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

function nodeAt(value: unknown, schema: Schema | undefined, member: boolean): FieldSet | undefined {
  switch (kindOf(value, schema)) {
    case 'list':
      return nodeOf(itemsOf(value as readonly unknown[], schema!), member);
    case 'map':
      return nodeOf(fieldsOf(value as JsonMap, schema), member);
    default:
      return value === null && !member ? undefined : MEMBER;
  }
}

/** Items of the same key are owned as one, without what is in them. */
function itemsOf(list: readonly unknown[], schema: Schema): FieldSet {
  if (list.length === 0) return EMPTY;
  const nodes = new Map<string, FieldSet>();
  for (const item of list) {
    const element = itemElement(item, schema);
    const node = nodes.has(element) ? MEMBER : nodeAt(item, schema.items, true);
    nodes.set(element, node ?? MEMBER);
  }
  return setOf(nodes);
}

/** The set with every declared field on the way to a member (EnsureNamedFieldsAreMembers of fieldpath/set.go). */
export function withNamedFields(set: FieldSet, schema: Schema | undefined): FieldSet {
  const nodes = new Map<string, FieldSet>();
  for (const element in set) {
    if (element === '.') {
      nodes.set(element, set[element]!);
      continue;
    }
    const name = element.startsWith('f:') ? element.slice(2) : undefined;
    const inner = name === undefined ? schema?.items : fieldSchema(schema, name);
    const node = withNamedFields(set[element]!, inner);
    const named = name !== undefined && isDeclared(schema, name) && node !== EMPTY && !Object.hasOwn(node, '.');
    nodes.set(element, named ? nodeOf(node, true)! : node);
  }
  return setOf(nodes);
}
