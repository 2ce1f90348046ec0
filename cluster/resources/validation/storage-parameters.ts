import { type FieldError, invalid, required, tooLong } from '../field-error.ts';
import { qualifiedNameProblems } from './names.ts';

const MAX_PARAMETERS = 512;
const MAX_BYTES = 256 * 1024;

/** Source: pkg/apis/storage/validation.validateProvisioner. */
export function provisionerErrors(provisioner: string | undefined, field: string): FieldError[] {
  if (!provisioner) return [required(field)];
  const name = provisioner.toLowerCase();
  return qualifiedNameProblems(name).map((problem) => invalid(field, name, problem));
}

/** Source: pkg/apis/storage/validation.validateParameters. */
export function storageParameterErrors(
  parameters: Readonly<Record<string, string>> | undefined,
  field: string,
): FieldError[] {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > MAX_PARAMETERS) return [tooLong(field, MAX_PARAMETERS)];
  const errors = entries.flatMap(([key]) => (key === '' ? [invalid(field, key, 'field can not be empty.')] : []));
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return bytes > MAX_BYTES ? [...errors, tooLong(field, MAX_BYTES)] : errors;
}
