import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, jsonEqual, type MutableJson, stringAt } from '../json.ts';

/** Operations of one patch. */
const MAX_OPERATIONS = 10_000;

const fail = (why: string): never => {
  throw new KubectlError(`error: ${why}`);
};

/** RFC 6902. */
export function applyJsonPatch(object: JsonObject, operations: readonly unknown[]): MutableJson {
  if (operations.length > MAX_OPERATIONS) return fail('a patch of too many operations');
  const document = { root: structuredClone(object) as unknown };
  for (const operation of operations.filter(isRecord)) applyOne(document, operation);
  return document.root as MutableJson;
}

function applyOne(document: { root: unknown }, operation: JsonObject): void {
  const name = stringAt(operation, 'op');
  const path = stringAt(operation, 'path');
  switch (name) {
    case 'add':
    case 'replace':
      return put(document, path, structuredClone(operation['value']), name);
    case 'remove':
      return void take(document, path, name);
    case 'move':
      return put(document, path, take(document, stringAt(operation, 'from'), name), 'add');
    case 'copy':
      return put(document, path, structuredClone(valueAtPointer(document, stringAt(operation, 'from'), name)), 'add');
    case 'test':
      if (!jsonEqual(valueAtPointer(document, path, name), operation['value']))
        fail(`testing value ${path} failed: test failed`);
      return;
    default:
      return fail(`Unexpected kind: ${name}`);
  }
}

const tokensOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

function holderOf(document: { root: unknown }, pointer: string, operation: string): { holder: unknown; key: string } {
  const tokens = tokensOf(pointer);
  const key = tokens.pop() ?? '';
  let holder = document.root;
  for (const token of tokens) {
    holder = Array.isArray(holder) ? holder[Number(token)] : isRecord(holder) ? holder[token] : undefined;
    if (holder === undefined || holder === null)
      return fail(`${operation} operation does not apply: doc is missing path: "${pointer}": missing value`);
  }
  return { holder, key };
}

function put(document: { root: unknown }, pointer: string, value: unknown, operation: string): void {
  if (pointer === '') {
    document.root = value;
    return;
  }
  const { holder, key } = holderOf(document, pointer, operation);
  if (Array.isArray(holder)) {
    const at = key === '-' ? holder.length : Number(key);
    if (!Number.isInteger(at) || at < 0 || at > holder.length)
      fail(`${operation} operation does not apply: doc is missing path: ${pointer}: missing value`);
    holder.splice(at, operation === 'replace' ? 1 : 0, value);
  } else if (isRecord(holder)) {
    if (operation === 'replace' && !Object.hasOwn(holder, key))
      fail(`replace operation does not apply: doc is missing key: ${pointer}: missing value`);
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

function valueAtPointer(document: { root: unknown }, pointer: string, operation: string): unknown {
  if (pointer === '') return document.root;
  const { holder, key } = holderOf(document, pointer, operation);
  if (Array.isArray(holder)) return holder[Number(key)];
  return isRecord(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined;
}

function take(document: { root: unknown }, pointer: string, operation: string): unknown {
  const value = valueAtPointer(document, pointer, operation);
  const { holder, key } = holderOf(document, pointer, operation);
  if (value === undefined)
    return fail(`${operation} operation does not apply: doc is missing key: ${pointer}: missing value`);
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (isRecord(holder)) delete (holder as MutableJson)[key];
  return value;
}
