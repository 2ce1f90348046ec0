import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import type { FieldError } from '../../../resources/field-error.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';

/** The x-kubernetes-validations of a schema (apiserver/schema/cel/validation.go). */
export function validateRules(
  _object: KubernetesObject,
  _old: KubernetesObject | undefined,
  _schema: JsonSchemaProps,
): FieldError[] {
  return [];
}
