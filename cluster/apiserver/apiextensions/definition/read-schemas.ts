import { schemaOf } from '../../../resources/schema-table.ts';
import { cannotBeHandled, DecodingError, decode } from '../../../resources/strict-decoding.ts';
import { refusals } from '../../errors.ts';
import { isMap, type JsonMap } from '../../json.ts';

const PROPS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/**
 * Reads, in place, the schemas that Go's own unmarshalling reads (types_jsonschema.go, marshal.go): those of items,
 * additionalProperties and dependencies, which are a schema or something else. Throws 400.
 */
export function readSchemas(spec: JsonMap): void {
  try {
    for (const version of Array.isArray(spec.versions) ? spec.versions : []) {
      const schema = isMap(version) && isMap(version.schema) ? version.schema.openAPIV3Schema : undefined;
      if (isMap(schema)) readBelow(schema);
    }
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error;
    const kind = 'CustomResourceDefinition';
    throw refusals.badRequest(cannotBeHandled(kind, 'v1', error.message));
  }
}

function readBelow(schema: JsonMap): void {
  for (const name of ['additionalProperties', 'additionalItems']) {
    if (schema[name] === undefined || typeof schema[name] === 'boolean') continue;
    if (!isMap(schema[name])) throw new DecodingError('boolean or JSON schema expected');
    schema[name] = readSchema(schema[name]);
  }
  if (Array.isArray(schema.items)) schema.items = schema.items.map(readSchema);
  else if (isMap(schema.items)) schema.items = readSchema(schema.items);
  else delete schema.items;
  for (const name of ['properties', 'patternProperties', 'definitions']) {
    if (isMap(schema[name])) for (const inner of Object.values(schema[name])) if (isMap(inner)) readBelow(inner);
  }
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    if (Array.isArray(schema[name])) for (const inner of schema[name]) if (isMap(inner)) readBelow(inner);
  }
  if (isMap(schema.not)) readBelow(schema.not);
}

function readSchema(value: unknown): unknown {
  const { value: read } = decode(value, schemaOf(PROPS));
  if (isMap(read)) readBelow(read);
  return read;
}
