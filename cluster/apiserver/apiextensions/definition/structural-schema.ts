import { type FieldError, fieldErrorText } from '../../../resources/field-error.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from '../schema/json-schema-props.ts';
import { structuralCompleteness } from './structural-completeness.ts';
import { structuralInvariants } from './structural-invariants.ts';

/** schema.ValidateStructural: sorted by their texts. */
export function structuralErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  const errors = [...structuralInvariants(schema, path), ...structuralCompleteness(schema, path)];
  const texts = new Map(errors.map((error) => [error, fieldErrorText(error)]));
  return errors.sort((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : 1));
}

/** What keeps a schema from being read as a structural one at all (apiserver/schema/convert.go NewStructural). */
export function unsupportedSchema(schema: JsonSchemaProps): string | undefined {
  const unsupported = (name: string) => `OpenAPIV3Schema '${name}' is not supported`;
  if (schema.id) return unsupported('id');
  if (schema.$schema) return unsupported('schema');
  if (schema.$ref) return unsupported('$ref');
  if (Object.keys(schema.patternProperties ?? {}).length > 0) return unsupported('patternProperties');
  if (Object.keys(schema.dependencies ?? {}).length > 0) return unsupported('dependencies');
  if (schema.additionalItems !== undefined) return unsupported('additionalItems');
  if (Object.keys(schema.definitions ?? {}).length > 0) return unsupported('definitions');
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  if (Array.isArray(schema.items)) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  for (const inner of subschemas(schema)) {
    const problem = unsupportedSchema(inner);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The schemas directly below one. */
export function subschemas(schema: JsonSchemaProps): JsonSchemaProps[] {
  const { not, allOf = [], anyOf = [], oneOf = [], properties = {} } = schema;
  const [items, values] = [itemsOf(schema), valuesOf(schema)];
  return [
    ...(not ? [not] : []),
    ...allOf,
    ...anyOf,
    ...oneOf,
    ...(items ? [items] : []),
    ...Object.values(properties),
    ...(values ? [values] : []),
  ];
}

/** Whether this holds of the schema or of any below it. */
export function someSchema(schema: JsonSchemaProps, test: (schema: JsonSchemaProps) => boolean): boolean {
  return test(schema) || subschemas(schema).some((inner) => someSchema(inner, test));
}
