import { duplicate, type FieldError, invalid, required, tooMany } from '../../../resources/field-error.ts';
import { resolveFieldPath } from '../cel/rule-field-path.ts';
import type { CustomResourceVersion, PrinterColumn } from '../kind/custom-resource-definition.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';

const TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const MAX_SELECTABLE_FIELDS = 8;

/** validation.go ValidateCustomResourceColumnDefinition. */
export function columnErrors(column: PrinterColumn, path: string): FieldError[] {
  const { name = '', type = '', format = '', jsonPath = '' } = column;
  const errors: FieldError[] = [];
  const types = `must be one of ${TYPES.join(',')}`;
  if (name === '') errors.push(required(`${path}.name`));
  if (type === '') errors.push(required(`${path}.type`, types));
  else if (!TYPES.includes(type)) errors.push(invalid(`${path}.type`, type, types));
  if (format !== '' && !FORMATS.includes(format)) {
    errors.push(invalid(`${path}.format`, format, `must be one of ${FORMATS.join(',')}`));
  }
  if (jsonPath === '') errors.push(required(`${path}.JSONPath`));
  else errors.push(...simplePathErrors(jsonPath, `${path}.JSONPath`));
  return errors;
}

function simplePathErrors(path: string, field: string): FieldError[] {
  return path.startsWith('.') ? [] : [invalid(field, path, 'must be a simple json path starting with .')];
}

/** validation.go ValidateCustomResourceDefinitionSubresources. */
export function subresourceErrors(subresources: CustomResourceVersion['subresources'], path: string): FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const { specReplicasPath = '', statusReplicasPath = '', labelSelectorPath = '' } = scale;
  const errors = [
    ...replicasErrors(specReplicasPath, `${path}.scale.specReplicasPath`, '.spec'),
    ...replicasErrors(statusReplicasPath, `${path}.scale.statusReplicasPath`, '.status'),
  ];
  if (labelSelectorPath === '') return errors;
  const field = `${path}.scale.labelSelectorPath`;
  const simple = simplePathErrors(labelSelectorPath, field);
  if (simple.length > 0) return [...errors, ...simple];
  if (/^\.(spec|status)\./.test(labelSelectorPath)) return errors;
  return [...errors, invalid(field, labelSelectorPath, 'should be a json path under either .spec or .status')];
}

function replicasErrors(path: string, field: string, root: string): FieldError[] {
  if (path === '') return [required(field)];
  const simple = simplePathErrors(path, field);
  if (simple.length > 0 || path.startsWith(`${root}.`)) return simple;
  return [invalid(field, path, `should be a json path under ${root}`)];
}

/** validation.go ValidateCustomResourceSelectableFields. */
export function selectableFieldErrors(
  fields: readonly { readonly jsonPath: string }[],
  schema: JsonSchemaProps,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { jsonPath = '' }] of fields.entries()) {
    const field = `${path}[${index}].jsonPath`;
    if (jsonPath === '') {
      errors.push(required(field));
      continue;
    }
    const found = resolveFieldPath(jsonPath, schema, false);
    if ('problem' in found) {
      errors.push(invalid(field, jsonPath, `is an invalid path: ${found.problem}`));
      continue;
    }
    errors.push(...selectableErrors(found, jsonPath, field));
    if (seen.has(found.path)) errors.push(duplicate(field, jsonPath));
    seen.add(found.path);
  }
  if (seen.size > MAX_SELECTABLE_FIELDS) errors.push(tooMany(path, seen.size, MAX_SELECTABLE_FIELDS));
  return errors;
}

function selectableErrors(
  { root, schema }: { readonly root: string; readonly schema: JsonSchemaProps },
  jsonPath: string,
  field: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (root === 'metadata') errors.push(invalid(field, jsonPath, 'must not point to fields in metadata'));
  if (!['string', 'boolean', 'integer'].includes(schema.type ?? '')) {
    const detail =
      'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
    errors.push(invalid(field, jsonPath, detail));
  }
  return errors;
}
