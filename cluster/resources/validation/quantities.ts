import { compareQuantities } from '../../machinery/quantity.ts';
import { type FieldError, invalid } from '../field-error.ts';

/** Absent counts as fine. Source: pkg/apis/core/validation.ValidateNonnegativeQuantity. */
export function nonNegativeQuantity(value: string | undefined, field: string): FieldError[] {
  if (value === undefined || compareQuantities(value, '0') >= 0) return [];
  return [invalid(field, value, 'must be greater than or equal to 0')];
}

/** Source: pkg/apis/core/validation.ValidatePositiveQuantityValue. */
export function positiveQuantity(value: string, field: string): FieldError[] {
  return compareQuantities(value, '0') > 0 ? [] : [invalid(field, value, 'must be greater than zero')];
}
