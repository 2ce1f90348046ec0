import { refusals } from '../errors.ts';
import { jsonTypeName } from '../go-text.ts';
import { copyJson, define, isMap } from '../json.ts';

/** As many as the real server allows (handlers.maxJSONPatchOperations). */
const MAX_OPERATIONS = 10_000;
/** Copies in one patch may add so much (jsonpatch.AccumulatedCopySizeLimit). */
const MAX_COPIED = 3 * 1024 * 1024;
const FIELDS = new Set(['op', 'path', 'from', 'value']);

/** RFC 6902 on a copy of `document`. Throws 400 for a patch that is none, 422 for one that does not apply. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = parse(patch);
  if (operations.length > MAX_OPERATIONS) {
    const why = `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`;
    throw refusals.tooLargeBecause(why);
  }
  const budget = { copied: 0 };
  let result = copyJson(document);
  for (const operation of operations) result = applyOperation(result, operation, budget);
  return result;
}

/** Fields of the operations that are none: `unknown field "[0].foo"`. */
export function unknownOperationFields(patch: unknown): string[] {
  if (!Array.isArray(patch)) return [];
  return patch.flatMap((operation: unknown, index) =>
    isMap(operation)
      ? Object.keys(operation)
          .filter((field) => !FIELDS.has(field))
          .map((field) => `unknown field "[${index}].${field}"`)
      : [],
  );
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string;
  readonly value: unknown;
}

function parse(patch: unknown): Operation[] {
  if (!Array.isArray(patch)) throw undecodable(patch, 'Go value of type []handlers.jsonPatchOp');
  return patch.map((operation: unknown) => {
    if (!isMap(operation)) throw undecodable(operation, 'Go value of type handlers.jsonPatchOp');
    const { op = '', path = '', from = '', value = null } = operation;
    for (const [field, text] of Object.entries({ op, path, from })) {
      if (typeof text !== 'string') throw undecodable(text, `Go struct field jsonPatchOp.${field} of type string`);
    }
    return { op: String(op), path: String(path), from: String(from), value };
  });
}

function undecodable(value: unknown, into: string) {
  return refusals.badRequest(`error decoding patch: json: cannot unmarshal ${jsonTypeName(value)} into ${into}`);
}

function applyOperation(document: unknown, { op, path, from, value }: Operation, budget: { copied: number }): unknown {
  switch (op) {
    case 'add':
      return add(document, path, copyJson(value));
    case 'remove':
      return removeAt(document, path);
    case 'replace':
      if (path === '') return copyJson(value);
      lookUp(document, path);
      return replaceAt(document, path, copyJson(value));
    case 'move': {
      const moved = lookUp(document, from);
      return add(removeAt(document, from), path, moved);
    }
    case 'copy': {
      const copied = lookUp(document, from);
      budget.copied += JSON.stringify(copied ?? null).length;
      if (budget.copied > MAX_COPIED) throw doesNotApply();
      return add(document, path, copyJson(copied));
    }
    case 'test':
      if (!equal(find(document, path) ?? null, value)) throw doesNotApply();
      return document;
    default:
      throw doesNotApply();
  }
}

function doesNotApply() {
  return refusals.unprocessablePatch();
}

/** What stands before the first slash does not count, as in the library that the real server uses. */
function tokensOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Undefined for a field that is not there; throws when there is nothing that could have it. */
function find(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  const { parent, last } = parentOf(document, pointer);
  if (Array.isArray(parent)) return parent[indexOf(last, parent.length, parent.length - 1)];
  return Object.hasOwn(parent, last) ? parent[last] : undefined;
}

function lookUp(document: unknown, pointer: string): unknown {
  const value = find(document, pointer);
  if (value === undefined) throw doesNotApply();
  return value;
}

function parentOf(document: unknown, pointer: string): { parent: unknown[] | Record<string, unknown>; last: string } {
  const tokens = tokensOf(pointer);
  const last = tokens.pop();
  let parent = document;
  for (const token of tokens) {
    if (Array.isArray(parent)) parent = parent[indexOf(token, parent.length, parent.length - 1)];
    else if (isMap(parent) && Object.hasOwn(parent, token)) parent = parent[token];
    else throw doesNotApply();
  }
  if (last === undefined || (!Array.isArray(parent) && !isMap(parent))) throw doesNotApply();
  return { parent, last };
}

function add(document: unknown, pointer: string, value: unknown): unknown {
  const { parent, last } = parentOf(document, pointer);
  if (!Array.isArray(parent)) define(parent, last, value);
  else parent.splice(last === '-' ? parent.length : indexOf(last, parent.length + 1, parent.length), 0, value);
  return document;
}

function replaceAt(document: unknown, pointer: string, value: unknown): unknown {
  const { parent, last } = parentOf(document, pointer);
  if (Array.isArray(parent)) parent[indexOf(last, parent.length, parent.length - 1)] = value;
  else define(parent, last, value);
  return document;
}

function removeAt(document: unknown, pointer: string): unknown {
  lookUp(document, pointer);
  if (pointer === '') throw doesNotApply();
  const { parent, last } = parentOf(document, pointer);
  if (Array.isArray(parent)) parent.splice(indexOf(last, parent.length, parent.length - 1), 1);
  else delete parent[last];
  return document;
}

/** Negative indices count from the end (jsonpatch.SupportNegativeIndices). */
function indexOf(token: string, length: number, highest: number): number {
  const index = /^-?\d{1,9}$/.test(token) ? Number(token) : Number.NaN;
  const place = index < 0 ? index + length : index;
  if (!(place >= 0 && place <= highest)) throw doesNotApply();
  return place;
}

function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isMap(a)) return a === b;
  if (!isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}
