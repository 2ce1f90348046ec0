import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import { type FieldError, forbidden, invalid, required } from '../field-error.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';
import { validateLabels } from './object-meta.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Source: k8s.io/apimachinery/pkg/apis/meta/v1/validation.ValidateLabelSelector. */
export function validateLabelSelector(selector: LabelSelector, field: string): FieldError[] {
  const errors = validateLabels(selector.matchLabels ?? {}, `${field}.matchLabels`);
  for (const [index, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const path = `${field}.matchExpressions[${index}]`;
    if (['In', 'NotIn'].includes(operator) && values.length === 0) {
      errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
    if (['Exists', 'DoesNotExist'].includes(operator) && values.length > 0) {
      errors.push(forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    if (!OPERATORS.includes(operator))
      errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
    errors.push(...qualifiedNameProblems(key).map((problem) => invalid(`${path}.key`, key, problem)));
    for (const [at, value] of values.entries()) {
      errors.push(...labelValueProblems(value).map((problem) => invalid(`${path}.values[${at}]`, value, problem)));
    }
  }
  return errors;
}
