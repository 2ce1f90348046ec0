import { type FieldError, invalid, required, tooLong } from '../field-error.ts';
import { dns1123SubdomainProblems } from './names.ts';

const LONGEST = 63;

/** Source: pkg/apis/core/validation.ValidateCSIDriverName. */
export function csiDriverNameErrors(name: string, field: string): FieldError[] {
  return [
    ...(name === '' ? [required(field)] : []),
    ...(name.length > LONGEST ? [tooLong(field, LONGEST)] : []),
    ...dns1123SubdomainProblems(name.toLowerCase()).map((problem) => invalid(field, name, problem)),
  ];
}
