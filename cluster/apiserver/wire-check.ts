import type { MutableObject } from '../resources/resource-definition.ts';
import { schemaOf } from '../resources/schema-table.ts';
import { cannotBeHandled, DecodingError, decode, strictDecodingError } from '../resources/strict-decoding.ts';
import { canonical } from './apiextensions/schema/list-types.ts';
import { refusals } from './errors.ts';
import { goText } from './go-text.ts';
import { copyJson } from './json.ts';
import { inWireOrder } from './metadata-order.ts';
import { unknownOperationFields } from './patch/json-patch.ts';
import type { ResourceRequest } from './resource-request.ts';
import { allStrictErrors, strictWarnings } from './wire-body.ts';

/** fieldValidation of a write from outside; the server's default is Warn. */
export function checkWire(object: MutableObject, request: ResourceRequest, how: 'body' | 'patched'): MutableObject {
  const { definition, query } = request;
  const validation = query.get('fieldValidation') || 'Warn';
  try {
    const { value, strictErrors } = definition.custom?.decode(object) ?? decode(object, schemaOf(definition.schema));
    if (validation === 'Strict') refuseStrictly(object, request, how, strictErrors);
    if (validation === 'Warn') {
      const all =
        how === 'body' ? bodyErrors(request, strictErrors, strictWarnings) : patchErrors(request, strictErrors);
      request.warnings.push(...all);
    }
    return (value === object ? object : copyJson(value)) as MutableObject;
  } catch (error) {
    if (error instanceof DecodingError) throw refuse(error.message, object, request, how);
    throw error;
  }
}

function refuseStrictly(
  object: MutableObject,
  request: ResourceRequest,
  how: 'body' | 'patched',
  strictErrors: readonly string[],
): void {
  const all = how === 'body' ? bodyErrors(request, strictErrors, allStrictErrors) : patchErrors(request, strictErrors);
  if (all.length > 0) throw refuse(strictDecodingError(all), object, request, how);
}

/** Of a custom resource, the text is read first, and its fields are looked at after that. */
function bodyErrors(
  { body, definition }: ResourceRequest,
  strictErrors: readonly string[],
  all: typeof allStrictErrors,
): string[] {
  return definition.custom ? [...all(body, []), ...strictErrors] : all(body, strictErrors);
}

/** What is wrong with the patch itself comes before what it makes of the object. */
function patchErrors({ body, contentType }: ResourceRequest, strictErrors: readonly string[]): string[] {
  const isJsonPatch = contentType.startsWith('application/json-patch');
  const prefix = isJsonPatch ? 'json patch ' : '';
  const own = allStrictErrors(body, isJsonPatch ? unknownOperationFields(body) : []);
  return [...own.map((error) => prefix + error), ...strictErrors];
}

/** A body is a 400; what a patch made of an object is a 422 about the patch (handlers/patch.go). */
function refuse(problem: string, object: MutableObject, request: ResourceRequest, how: 'body' | 'patched') {
  const { kind, version } = request.definition;
  if (how === 'body') return refusals.badRequest(cannotBeHandled(kind, version, problem));
  const strategic = request.contentType.startsWith('application/strategic-merge-patch');
  const badValue = strategic
    ? goText(request.body)
    : request.definition.custom
      ? canonical(object)
      : JSON.stringify(onTheWire(object));
  const detail = strategic ? converterText(problem) : problem;
  return refusals.invalid('', '', '', [{ type: 'FieldValueInvalid', field: 'patch', badValue, detail }]);
}

/** A strategic patch is converted, not decoded, and the converter has words of its own (runtime/converter.go). */
function converterText(problem: string): string {
  const found = /cannot unmarshal (\S+) into Go .* of type (\S+)$/.exec(problem);
  if (problem.startsWith('illegal base64')) return `error decoding from json: ${problem}`;
  if (!found) return problem;
  const [, json = '', to = ''] = found;
  const from = { number: 'int64', object: 'map', array: 'slice' }[json] ?? json;
  if (/^(u?int|float)\d*$|^(string|bool)$/.test(to)) return `unrecognized type: ${to}`;
  if (to.startsWith('[]')) return `cannot restore slice from ${from}`;
  return `cannot restore ${to.startsWith('map[') ? 'map' : 'struct'} from ${from}`;
}

/** The patched document as the real server shows it: its fields sorted, its metadata in the order of the type. */
export function onTheWire(object: MutableObject): unknown {
  const plain: Record<string, unknown> = { ...object, metadata: inWireOrder(object.metadata) };
  return Object.fromEntries(
    Object.keys(plain)
      .sort()
      .map((key) => [key, plain[key]]),
  );
}
