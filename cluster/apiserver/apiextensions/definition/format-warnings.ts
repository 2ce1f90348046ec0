import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import { isFormat } from '../validation/formats.ts';
import { definitionParts } from './definition-parts.ts';
import { someSchema } from './structural-schema.ts';

/** Formats of strings that nobody checks, but for those that were there before (registry/customresourcedefinition/strategy.go). */
export function formatWarnings(object: KubernetesObject, old?: KubernetesObject): string[] {
  const known = new Set(old ? unrecognized(old) : []);
  return unrecognized(object)
    .filter((format) => !known.has(format))
    .map((format) => `unrecognized format ${JSON.stringify(format)}`);
}

function unrecognized(object: KubernetesObject): string[] {
  const formats: string[] = [];
  const collect = ({ type, format }: JsonSchemaProps) => {
    if (type === 'string' && format && !isFormat(format)) formats.push(format);
    return false;
  };
  for (const { schema } of definitionParts(object).spec.versions) {
    if (schema?.openAPIV3Schema) someSchema(schema.openAPIV3Schema, collect);
  }
  return formats;
}
