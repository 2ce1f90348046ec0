import { type FieldError, forbidden, invalid, notSupported, required } from '../../../resources/field-error.ts';
import { itemsOf, type JsonSchemaProps } from '../schema/json-schema-props.ts';

/** x-kubernetes-map-type and x-kubernetes-list-type with what they ask of the schema (validation.go ValidateCustomResourceDefinitionOpenAPISchema). */
export function listAndMapErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  return [...mapTypeErrors(schema, path), ...listTypeErrors(schema, path), ...listMapErrors(schema, path)];
}

function mapTypeErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return [];
  const errors = typeErrors(schema, path, 'object', 'x-kubernetes-map-type');
  if (mapType === 'atomic' || mapType === 'granular') return errors;
  return [...errors, notSupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular'])];
}

function typeErrors({ type = '' }: JsonSchemaProps, path: string, wanted: string, because: string): FieldError[] {
  if (type === wanted) return [];
  const detail = `must be ${wanted} if ${because} is specified`;
  return [type === '' ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail)];
}

function listTypeErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const errors: FieldError[] = [];
  if (listType !== undefined) {
    const untyped = typeErrors(schema, path, 'array', 'x-kubernetes-list-type');
    errors.push(...(untyped.length > 0 ? untyped : setErrors(schema, path)));
    if (!['atomic', 'set', 'map'].includes(listType)) {
      errors.push(notSupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']));
    }
  }
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const field = `${path}.x-kubernetes-list-type`;
    errors.push(listType === undefined ? required(field, detail) : invalid(field, listType, detail));
  }
  return errors;
}

function setErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  const items = itemsOf(schema);
  if (schema['x-kubernetes-list-type'] !== 'set' || !items) return [];
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = items['x-kubernetes-list-type'];
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') {
    return [invalid(`${path}.items.x-kubernetes-list-type`, listType, detail)];
  }
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
    return [invalid(`${path}.items.x-kubernetes-map-type`, listType ?? null, detail)];
  }
  return [];
}

function listMapErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  if (schema['x-kubernetes-list-type'] !== 'map') return uniqueListErrors(schema, path);
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const items = itemsOf(schema);
  const errors: FieldError[] = [];
  if (keys.length === 0) {
    errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  }
  if (schema.items === undefined) {
    errors.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  } else if (!items) {
    errors.push(
      invalid(`${path}.items`, schema.items, 'must only have a single schema if x-kubernetes-list-type is map'),
    );
  } else if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(invalid(`${path}.items.type`, items.type ?? '', detail));
  } else errors.push(...keyErrors(keys, items, path));
  return [...errors, ...uniqueListErrors(schema, path)];
}

function keyErrors(keys: readonly string[], items: JsonSchemaProps, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const field = `${path}.x-kubernetes-list-map-keys`;
  for (const [index, key] of keys.entries()) {
    const property = items.properties?.[key];
    if (!property) errors.push(invalid(field, keys, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      errors.push(invalid(`${path}.items.properties[${key}].type`, items.type, detail));
    }
    if (keys.indexOf(key) < index) errors.push(invalid(field, keys, 'must not contain duplicate entries'));
  }
  return errors;
}

/** validateMapListKeysMapSet: what tells items apart is always there. */
function uniqueListErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const items = itemsOf(schema);
  if (!items || (listType !== 'set' && listType !== 'map')) return [];
  const errors: FieldError[] = [];
  if (items.nullable) {
    errors.push(forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`));
  }
  if (listType === 'set') return errors;
  for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
    const property = items.properties?.[key];
    if (!property) continue;
    const field = `${path}.items.properties[${key}]`;
    const subject = 'this property is in x-kubernetes-list-map-keys, so it';
    if (!items.required?.includes(key) && property.default === undefined) {
      errors.push(required(`${field}.default`, `${subject} must have a default or be a required property`));
    }
    if (property.nullable) errors.push(forbidden(`${field}.nullable`, `${subject} cannot be nullable`));
  }
  return errors;
}
