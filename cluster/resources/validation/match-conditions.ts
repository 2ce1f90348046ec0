import type { MatchCondition } from 'kubernetes-types/admissionregistration/v1.d.ts';
import { duplicate, type FieldError, invalid, required, tooMany } from '../field-error.ts';
import { qualifiedNameProblems } from './names.ts';

const MOST = 64;

/**
 * Names and presence; whether an expression compiles is for whoever has the CEL environment.
 * Source: pkg/apis/admissionregistration/validation.validateMatchConditions.
 */
export function validateMatchConditions(conditions: readonly MatchCondition[], field: string): FieldError[] {
  const errors: FieldError[] = conditions.length > MOST ? [tooMany(field, conditions.length, MOST)] : [];
  for (const [index, { name = '', expression = '' }] of conditions.entries()) {
    const path = `${field}[${index}]`;
    if (expression.trim() === '') errors.push(required(`${path}.expression`));
    if (name === '') {
      errors.push(required(`${path}.name`));
      continue;
    }
    errors.push(...qualifiedNameProblems(name).map((problem) => invalid(`${path}.name`, name, problem)));
    if (conditions.findIndex((other) => other.name === name) < index) errors.push(duplicate(`${path}.name`, name));
  }
  return errors;
}
