import { type FieldError, invalid, notSupported, required } from '../../../resources/field-error.ts';
import { resolveFieldPath } from '../cel/rule-field-path.ts';
import type { JsonSchemaProps, ValidationRule } from '../schema/json-schema-props.ts';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const hasLineBreak = (text: string) => /[\n\r]/.test(text);

/** What can be said of x-kubernetes-validations without compiling them. */
export function ruleFormErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) => {
    const field = `${path}.x-kubernetes-validations[${index}]`;
    return [...textErrors(rule, field), ...placeErrors(rule, field, schema)];
  });
}

function textErrors(rule: ValidationRule, field: string): FieldError[] {
  const { message = '' } = rule;
  const text = (rule.rule ?? '').trim();
  if (text === '') return [required(`${field}.rule`, 'rule is not specified')];
  if (message !== '' && message.trim() === '')
    return [invalid(`${field}.message`, message, 'must be non-empty if specified')];
  if (hasLineBreak(message.trim())) return [invalid(`${field}.message`, message, 'must not contain line breaks')];
  if (hasLineBreak(text) && message.trim() === '') {
    return [required(`${field}.message`, 'message must be specified if rule contains line breaks')];
  }
  return [];
}

function placeErrors(rule: ValidationRule, field: string, schema: JsonSchemaProps): FieldError[] {
  const { messageExpression = '', reason, fieldPath = '' } = rule;
  const errors: FieldError[] = [];
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(required(`${field}.messageExpression`, 'messageExpression must be non-empty if specified'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${field}.reason`, reason, REASONS));
  if (fieldPath === '') return errors;
  if (fieldPath.trim() === '') errors.push(invalid(`${field}.fieldPath`, fieldPath, 'must be non-empty if specified'));
  if (hasLineBreak(fieldPath)) errors.push(invalid(`${field}.fieldPath`, fieldPath, 'must not contain line breaks'));
  if ('problem' in resolveFieldPath(fieldPath, schema)) {
    errors.push(invalid(`${field}.fieldPath`, fieldPath, 'must be a valid path'));
  }
  return errors;
}
