import { type FieldError, invalid, required } from '../../../resources/field-error.ts';
import { schemaOf } from '../../../resources/schema-table.ts';
import { DecodingError, decode } from '../../../resources/strict-decoding.ts';
import { dns1035LabelProblems, pathSegmentProblems } from '../../../resources/validation/names.ts';
import { validateObjectMeta } from '../../../resources/validation/object-meta.ts';
import { copyJson, isMap, type JsonMap } from '../../json.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from './json-schema-props.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The metadata as a typed server holds it, in place; gives the paths of unknown fields. Throws DecodingError. */
export function coerceRootMetadata(object: JsonMap): string[] {
  return decodeMetadata(object, 'metadata');
}

/** What embedded resources say of themselves: types checked and unknown metadata taken away, in place (schema/objectmeta Coerce). */
export function coerceEmbedded(value: unknown, schema: JsonSchemaProps | undefined, path = ''): string[] {
  const unknown: string[] = [];
  coerce(value, schema, path, unknown);
  return unknown.sort();
}

function coerce(value: unknown, schema: JsonSchemaProps | undefined, path: string, unknown: string[]): void {
  if (!schema) return;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    for (const [index, item] of value.entries()) coerce(item, items, `${path}[${index}]`, unknown);
    return;
  }
  if (!isMap(value)) return;
  for (const [name, field] of Object.entries(value)) {
    const inner = childPath(path, name);
    if (schema['x-kubernetes-embedded-resource'] && (name === 'apiVersion' || name === 'kind')) {
      if (typeof field !== 'string') {
        throw new DecodingError(`${inner}: Invalid value: ${JSON.stringify(field)}: must be a string`);
      }
    } else if (schema['x-kubernetes-embedded-resource'] && name === 'metadata') {
      unknown.push(...decodeEmbeddedMetadata(value, inner));
    } else coerce(field, schema.properties?.[name] ?? valuesOf(schema), inner, unknown);
  }
}

function decodeEmbeddedMetadata(object: JsonMap, path: string): string[] {
  try {
    return decodeMetadata(object, path);
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error;
    throw new DecodingError(`${path}: Invalid value: ${JSON.stringify(object.metadata)}: ${error.message}`);
  }
}

function decodeMetadata(object: JsonMap, path: string): string[] {
  if (object.metadata === undefined) return [];
  const { value, strictErrors } = decode(object.metadata ?? {}, schemaOf(OBJECT_META));
  if (value !== object.metadata) object.metadata = copyJson(value);
  return strictErrors.map((text) => text.replace(/^unknown field "(.*)"$/, (_, field) => `${path}.${field}`));
}

/** The metadata, kind and apiVersion of embedded resources (schema/objectmeta Validate). */
export function validateEmbedded(value: unknown, schema: JsonSchemaProps | undefined, path = ''): FieldError[] {
  if (!schema) return [];
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return value.flatMap((item, index) => validateEmbedded(item, items, `${path}[${index}]`));
  }
  if (!isMap(value)) return [];
  const errors = schema['x-kubernetes-embedded-resource'] ? validateEmbeddedResource(value, path) : [];
  for (const [name, field] of Object.entries(value)) {
    const property = schema.properties?.[name];
    const inner = property ? childPath(path, name) : `${path}[${name}]`;
    errors.push(...validateEmbedded(field, property ?? valuesOf(schema), inner));
  }
  return errors;
}

function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function validateEmbeddedResource(object: JsonMap, path: string): FieldError[] {
  const { apiVersion, kind } = object;
  return [
    ...(apiVersion === undefined ? [required(`${path}.apiVersion`)] : []),
    ...(kind === undefined ? [required(`${path}.kind`)] : []),
    ...(apiVersion === undefined
      ? []
      : apiVersionProblems(apiVersion).map((problem) => invalid(`${path}.apiVersion`, apiVersion, problem))),
    ...(kind === undefined ? [] : kindProblems(kind).map((problem) => invalid(`${path}.kind`, kind, problem))),
    ...validateEmbeddedMetadata(object, path),
  ];
}

function apiVersionProblems(apiVersion: unknown): string[] {
  if (typeof apiVersion !== 'string') return ['must be a string'];
  if (apiVersion === '') return ['must not be empty'];
  return apiVersion.split('/').length > 2 ? [`unexpected GroupVersion string: ${apiVersion}`] : [];
}

function kindProblems(kind: unknown): string[] {
  if (typeof kind !== 'string') return ['must be a string'];
  if (kind === '') return ['must not be empty'];
  const problems = dns1035LabelProblems(kind.toLowerCase());
  return problems.length > 0 ? [`may have mixed case, but should otherwise match: ${problems.join(',')}`] : [];
}

function validateEmbeddedMetadata(object: JsonMap, path: string): FieldError[] {
  const { metadata } = object;
  if (!isMap(metadata)) return [];
  const given = {
    apiVersion: '',
    kind: '',
    // A name is not asked for, so one is lent to the check.
    metadata: {
      ...metadata,
      name: typeof metadata.name === 'string' && metadata.name !== '' ? metadata.name : 'fakename',
    },
  };
  const namespaced = Boolean(metadata.namespace);
  return validateObjectMeta(given, namespaced, pathSegmentProblems).map((error) => ({
    ...error,
    field: `${path}.${error.field}`,
  }));
}
