import { type FieldError, invalid } from '../field-error.ts';
import { portNameProblems, portNumberProblems } from './names.ts';

/** Absent counts as fine. Source: apimachinery/pkg/api/validation.ValidateNonnegativeField. */
export function nonNegative(value: number | undefined, field: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(field, value, 'must be greater than or equal to 0')] : [];
}

/** `3` or `25%`. Source: pkg/apis/apps/validation.ValidatePositiveIntOrPercent. */
export function intOrPercent(value: number | string | undefined, field: string): FieldError[] {
  if (value === undefined || typeof value === 'number') return nonNegative(value, field);
  if (/^[0-9]+%$/.test(value)) return [];
  const message = "a valid percent string must be a numeric string followed by an ending '%'";
  return [invalid(field, value, `${message} (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`)];
}

/** Source: IsNotMoreThan100Percent. */
export function notMoreThanAll(value: number | string | undefined, field: string): FieldError[] {
  const isMore = typeof value === 'string' && /^[0-9]+%$/.test(value) && Number.parseInt(value, 10) > 100;
  return isMore ? [invalid(field, value, 'must not be greater than 100%')] : [];
}

export function portNumberOrName(port: number | string | undefined, field: string): FieldError[] {
  const problems = typeof port === 'string' ? portNameProblems(port) : portNumberProblems(port ?? 0);
  return problems.map((problem) => invalid(field, port ?? 0, problem));
}
