import type { FieldError } from '../../../resources/field-error.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';

/** What is wrong with the CEL rules of a definition's schema: they do not compile, or may cost too much. */
export function schemaExpressionErrors(
  _schema: JsonSchemaProps,
  _path: string,
  _old: JsonSchemaProps | undefined,
): FieldError[] {
  return [];
}
