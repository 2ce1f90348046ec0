import { type FieldError, required } from '../../../resources/field-error.ts';
import { itemsOf, type JsonSchemaProps } from '../schema/json-schema-props.ts';

/** Whatever a junctor speaks of is declared outside of it (apiserver/schema/complete.go). */
export function structuralCompleteness(schema: JsonSchemaProps, path: string): FieldError[] {
  return junctors(schema, schema, path, path);
}

function junctors(
  validation: JsonSchemaProps,
  schema: JsonSchemaProps | undefined,
  schemaPath: string,
  path: string,
): FieldError[] {
  const { not, allOf = [], anyOf = [], oneOf = [] } = validation;
  const nested: [JsonSchemaProps, string][] = [
    ...(not ? [[not, `${path}.not`] as [JsonSchemaProps, string]] : []),
    ...allOf.map((inner, index): [JsonSchemaProps, string] => [inner, `${path}.allOf[${index}]`]),
    ...anyOf.map((inner, index): [JsonSchemaProps, string] => [inner, `${path}.anyOf[${index}]`]),
    ...oneOf.map((inner, index): [JsonSchemaProps, string] => [inner, `${path}.oneOf[${index}]`]),
  ];
  return nested.flatMap(([inner, innerPath]) => complete(inner, schema, schemaPath, innerPath));
}

function complete(
  validation: JsonSchemaProps,
  schema: JsonSchemaProps | undefined,
  schemaPath: string,
  path: string,
): FieldError[] {
  if (!schema) return [required(schemaPath, `because it is defined in ${path}`)];
  const errors = junctors(validation, schema, schemaPath, path);
  const items = itemsOf(validation);
  if (items) errors.push(...complete(items, itemsOf(schema), `${schemaPath}.items`, `${path}.items`));
  for (const [name, property] of Object.entries(validation.properties ?? {})) {
    const declared = schema.properties?.[name];
    const key = `properties[${name}]`;
    errors.push(...complete(property, declared, `${schemaPath}.${key}`, `${path}.${key}`));
  }
  return errors;
}
