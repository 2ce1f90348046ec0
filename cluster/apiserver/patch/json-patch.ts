import { refusals } from '../errors.ts';
import { copyJson, define, isMap } from '../json.ts';

/** As many as the real server allows (handlers.maxJSONPatchOperations). */
const MAX_OPERATIONS = 10_000;

/** RFC 6902 on a copy of `document`. Throws 400 for a patch that is none, 422 for one that does not apply. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw refusals.badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    );
  }
  if (patch.length > MAX_OPERATIONS) {
    throw refusals.tooLarge(MAX_OPERATIONS);
  }
  let result = copyJson(document);
  for (const operation of patch) result = applyOperation(result, operation);
  return result;
}

function applyOperation(document: unknown, operation: unknown): unknown {
  if (!isMap(operation) || typeof operation.path !== 'string') {
    throw refusals.unprocessablePatch('the server rejected our request due to an error in our request');
  }
  const { op, path, from, value } = operation;
  switch (op) {
    case 'add':
      return add(document, path, copyJson(value));
    case 'remove':
      return removeAt(document, path, 'remove');
    case 'replace':
      lookUp(document, path, 'replace');
      return path === '' ? copyJson(value) : replaceAt(document, path, copyJson(value));
    case 'move': {
      const moved = lookUp(document, String(from), 'move');
      return add(removeAt(document, String(from), 'move'), path, moved);
    }
    case 'copy':
      return add(document, path, copyJson(lookUp(document, String(from), 'copy')));
    case 'test':
      if (!equal(lookUp(document, path, 'test'), value)) throw fail(`testing value ${path} failed`);
      return document;
    default:
      throw fail(`Unexpected kind: ${op}`);
  }
}

function fail(message: string) {
  return refusals.unprocessablePatch(message);
}

function tokensOf(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw fail(`missing path: ${pointer}`);
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function lookUp(document: unknown, pointer: string, operation: string): unknown {
  let value = document;
  for (const token of tokensOf(pointer)) {
    if (Array.isArray(value)) value = value[indexOf(token, value.length - 1, pointer)];
    else if (isMap(value) && Object.hasOwn(value, token)) value = value[token];
    else throw fail(`${operation} operation does not apply: doc is missing key: ${pointer}: missing value`);
  }
  return value;
}

function parentOf(document: unknown, pointer: string, operation: string): { parent: unknown; last: string } {
  const tokens = tokensOf(pointer);
  const last = tokens.pop() ?? '';
  const path = tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  try {
    return { parent: lookUp(document, path, operation), last };
  } catch {
    throw fail(`${operation} operation does not apply: doc is missing path: "${pointer}": missing value`);
  }
}

function add(document: unknown, pointer: string, value: unknown): unknown {
  if (pointer === '') return value;
  const { parent, last } = parentOf(document, pointer, 'add');
  if (Array.isArray(parent))
    parent.splice(last === '-' ? parent.length : indexOf(last, parent.length, pointer), 0, value);
  else if (isMap(parent)) define(parent, last, value);
  else throw fail(`add operation does not apply: doc is missing path: "${pointer}": missing value`);
  return document;
}

function replaceAt(document: unknown, pointer: string, value: unknown): unknown {
  const { parent, last } = parentOf(document, pointer, 'replace');
  if (Array.isArray(parent)) parent[indexOf(last, parent.length - 1, pointer)] = value;
  else if (isMap(parent)) define(parent, last, value);
  return document;
}

function removeAt(document: unknown, pointer: string, operation: string): unknown {
  lookUp(document, pointer, operation);
  if (pointer === '') return null;
  const { parent, last } = parentOf(document, pointer, operation);
  if (Array.isArray(parent)) parent.splice(indexOf(last, parent.length - 1, pointer), 1);
  else if (isMap(parent)) delete parent[last];
  return document;
}

function indexOf(token: string, highest: number, pointer: string): number {
  if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) > highest) {
    throw fail(`Unable to access invalid index: ${token}: ${pointer}`);
  }
  return Number(token);
}

function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isMap(a)) return a === b;
  if (!isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}
