import type { FieldError } from '../../resources/field-error.ts';
import { refusals } from '../errors.ts';
import type { ResourceRequest } from '../resource-request.ts';

const MAX_MANAGER_LENGTH = 128;
const FIELD_VALIDATION = ['', 'Ignore', 'Strict', 'Warn'];

/** What the query of a write may say; throws 422. Source: apimachinery meta/v1/validation. */
export function requireWriteOptions(
  { query, fromWire }: ResourceRequest,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  applies = false,
): void {
  if (!fromWire) return;
  const errors: FieldError[] = [];
  const manager = query.get('fieldManager') ?? '';
  if (applies && manager === '') {
    errors.push({ type: 'FieldValueRequired', field: 'fieldManager', detail: 'is required for apply patch' });
  }
  if (kind === 'PatchOptions' && !applies && query.has('force')) {
    errors.push({ type: 'FieldValueForbidden', field: 'force', detail: 'may not be specified for non-apply patch' });
  }
  errors.push(...managerErrors(manager), ...dryRunErrors(query), ...fieldValidationErrors(query));
  if (errors.length > 0) throw refusals.invalid('meta.k8s.io', kind, '', errors);
}

function managerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > MAX_MANAGER_LENGTH) {
    const detail = `may not be more than ${MAX_MANAGER_LENGTH} bytes`;
    errors.push({ type: 'FieldValueTooLong', field: 'fieldManager', badValue: '', detail });
  }
  let at = 0;
  for (const character of manager) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      const detail = `invalid character U+${code} (at position ${at})`;
      errors.push({ type: 'FieldValueInvalid', field: 'fieldManager', badValue: manager, detail });
    }
    at += Buffer.byteLength(character);
  }
  return errors;
}

function dryRunErrors(query: URLSearchParams): FieldError[] {
  const asked = query.getAll('dryRun');
  if (asked.every((value) => value === 'All')) return [];
  return [{ type: 'FieldValueNotSupported', field: 'dryRun', badValue: asked, detail: 'supported values: "All"' }];
}

function fieldValidationErrors(query: URLSearchParams): FieldError[] {
  const asked = query.get('fieldValidation') ?? '';
  if (FIELD_VALIDATION.includes(asked)) return [];
  const detail = `supported values: ${FIELD_VALIDATION.map((value) => JSON.stringify(value)).join(', ')}`;
  return [{ type: 'FieldValueNotSupported', field: 'fieldValidation', badValue: asked, detail }];
}
