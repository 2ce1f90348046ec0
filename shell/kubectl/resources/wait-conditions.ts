import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, numberAt, recordsAt, stringAt } from '../json.ts';
import { evaluateJsonPath, formatValue, parseJsonPath, relaxed } from '../printers/jsonpath.ts';

/** What `kubectl wait --for` waits for. */
export type WaitCondition =
  | { readonly kind: 'delete' }
  | { readonly kind: 'create' }
  | { readonly kind: 'state'; readonly holds: (object: JsonObject) => boolean };

export function parseCondition(text: string): WaitCondition {
  if (text.toLowerCase() === 'delete') return { kind: 'delete' };
  if (text.toLowerCase() === 'create') return { kind: 'create' };
  if (text.startsWith('condition=')) {
    const rest = text.slice('condition='.length);
    const equals = rest.indexOf('=');
    const name = equals < 0 ? rest : rest.slice(0, equals);
    const value = equals < 0 ? 'true' : rest.slice(equals + 1);
    return { kind: 'state', holds: (object) => hasCondition(object, name, value) };
  }
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length));
  throw new KubectlError(`error: unrecognized condition: ${JSON.stringify(text)}`);
}

function hasCondition(object: JsonObject, name: string, value: string): boolean {
  const condition = recordsAt(object, 'status', 'conditions').find(
    (item) => stringAt(item, 'type').toLowerCase() === name.toLowerCase() && typeof item['status'] === 'string',
  );
  if (!condition) return false;
  const generation = numberAt(object, 'metadata', 'generation');
  const observed = numberAt(condition, 'observedGeneration') ?? numberAt(object, 'status', 'observedGeneration');
  if (generation !== undefined && observed !== undefined && observed < generation) return false;
  return stringAt(condition, 'status').toLowerCase() === value.toLowerCase();
}

const FORMAT =
  "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";
const NO_VALUE =
  "error: jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3";

function jsonPathCondition(text: string): WaitCondition {
  const parts = splitAtEquals(text);
  if (parts.length > 2) throw new KubectlError(FORMAT);
  const path = parseJsonPath(relaxed(parts[0]!.replace(/^(['"])(.*)\1$/, '$2')));
  const wanted = parts.length === 2 ? parts[1]!.replace(/^['"]+|['"]+$/g, '') : null;
  if (wanted === '') throw new KubectlError(NO_VALUE);
  return {
    kind: 'state',
    holds: (object) => {
      const values = evaluateJsonPath(path, object, true);
      const [value] = values;
      if (values.length === 0 || value === undefined) return false;
      if (values.length > 1) throw new KubectlError('error: given jsonpath expression matches more than one value');
      if (wanted === null) return true;
      if (isRecord(value) || Array.isArray(value))
        throw new KubectlError('error: jsonpath leads to a nested object or list which is not supported');
      return formatValue(value).trim() === wanted.trim();
    },
  };
}

/** At single `=`; `==` belongs to an expression. */
function splitAtEquals(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const [piece] of text.matchAll(/==|=|[^=]+/g)) {
    if (piece !== '=') part += piece;
    else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}
