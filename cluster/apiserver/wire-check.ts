import type { MutableObject } from '../resources/resource-definition.ts';
import { schemaOf } from '../resources/schema-table.ts';
import { cannotBeHandled, DecodingError, decode, strictDecodingError } from '../resources/strict-decoding.ts';
import { refusals } from './errors.ts';
import { goText } from './go-text.ts';
import { copyJson, isMap } from './json.ts';
import type { ResourceRequest } from './resource-request.ts';

/** fieldValidation of a write from outside; the server's default is Warn. */
export function checkWire(object: MutableObject, request: ResourceRequest, how: 'body' | 'patched'): MutableObject {
  const { definition, query } = request;
  const validation = query.get('fieldValidation') || 'Warn';
  if (!['Strict', 'Warn', 'Ignore'].includes(validation)) throw invalidFieldValidation(validation);
  try {
    const { value, strictErrors } = definition.custom?.decode(object) ?? decode(object, schemaOf(definition.schema));
    if (strictErrors.length > 0 && validation === 'Strict')
      throw refuse(strictDecodingError(strictErrors), object, request, how);
    if (validation === 'Warn') request.warnings.push(...strictErrors);
    return (value === object ? object : copyJson(value)) as MutableObject;
  } catch (error) {
    if (error instanceof DecodingError) throw refuse(error.message, object, request, how);
    throw error;
  }
}

/** A body is a 400; what a patch made of an object is a 422 about the patch (handlers/patch.go). */
function refuse(problem: string, object: MutableObject, request: ResourceRequest, how: 'body' | 'patched') {
  const { kind, version } = request.definition;
  if (how === 'body') return refusals.badRequest(cannotBeHandled(kind, version, problem));
  const strategic = request.contentType.startsWith('application/strategic-merge-patch');
  const badValue = strategic ? goText(request.body) : JSON.stringify(sortKeys(object));
  const detail = strategic ? converterText(problem) : problem;
  return refusals.invalid('', '', '', [{ type: 'FieldValueInvalid', field: 'patch', badValue, detail }]);
}

/** A strategic patch is converted, not decoded, and the converter has words of its own (runtime/converter.go). */
function converterText(problem: string): string {
  const found = /cannot unmarshal (\S+) into Go .* of type (\S+)$/.exec(problem);
  if (!found) return problem;
  const [, from = '', to = ''] = found;
  if (/^(u?int|float)\d*$|^(string|bool)$/.test(to)) return `unrecognized type: ${to}`;
  if (to.startsWith('[]')) return `cannot restore slice from ${from}`;
  return `cannot restore ${to.startsWith('map[') ? 'map' : 'struct'} from ${from}`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

function invalidFieldValidation(value: string) {
  return refusals.invalid('meta.k8s.io', 'CreateOptions', '', [
    {
      type: 'FieldValueNotSupported',
      field: 'fieldValidation',
      badValue: value,
      detail: 'supported values: "", "Ignore", "Strict", "Warn"',
    },
  ]);
}
