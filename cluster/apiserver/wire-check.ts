import type { MutableObject } from '../resources/resource-definition.ts';
import { schemaOf } from '../resources/schema-table.ts';
import { cannotBeHandled, DecodingError, decode, strictDecodingError } from '../resources/strict-decoding.ts';
import { refusals } from './errors.ts';
import { copyJson } from './json.ts';
import type { ResourceRequest } from './resource-request.ts';

/** fieldValidation of a write from outside; the server's default is Warn. */
export function checkWire(object: MutableObject, request: ResourceRequest, how: 'body' | 'patched'): MutableObject {
  const { definition, query } = request;
  const validation = query.get('fieldValidation') || 'Warn';
  if (!['Strict', 'Warn', 'Ignore'].includes(validation)) throw invalidFieldValidation(validation);
  try {
    const decoding = decode(object, schemaOf(definition.schema));
    if (decoding.strictErrors.length > 0 && validation === 'Strict') {
      throw how === 'body'
        ? refusals.badRequest(
            cannotBeHandled(definition.kind, definition.version, strictDecodingError(decoding.strictErrors)),
          )
        : refusals.badRequest(strictDecodingError(decoding.strictErrors));
    }
    if (validation === 'Warn') request.warnings.push(...decoding.strictErrors);
    return (decoding.value === object ? object : copyJson(decoding.value)) as MutableObject;
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error;
    throw refusals.badRequest(cannotBeHandled(definition.kind, definition.version, error.message));
  }
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
