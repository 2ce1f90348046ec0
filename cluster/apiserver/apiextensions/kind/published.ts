import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';

const published = new WeakMap<ResourceDefinition, JsonSchemaProps>();

/** Remembers the schema that a custom kind was made of: what OpenAPI shows. */
export function publish(definition: ResourceDefinition, schema: JsonSchemaProps | undefined): ResourceDefinition {
  if (schema) published.set(definition, schema);
  return definition;
}

export function schemaPublishedOf(definition: ResourceDefinition): JsonSchemaProps | undefined {
  return published.get(definition);
}
