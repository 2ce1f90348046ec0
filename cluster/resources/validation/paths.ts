import { type FieldError, invalid } from '../field-error.ts';

/** Source: pkg/apis/core/validation.validatePathNoBacksteps. */
export function noBacksteps(path: string, field: string): FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : [];
}

/** Source: validateLocalDescendingPath. */
export function localDescendingPath(path: string, field: string): FieldError[] {
  return [
    ...(path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : []),
    ...noBacksteps(path, field),
  ];
}

/** Source: ValidateLocalNonReservedPath. */
export function localFilePath(path: string, field: string): FieldError[] {
  const reserved = path.startsWith('..') && !path.startsWith('../');
  return [...localDescendingPath(path, field), ...(reserved ? [invalid(field, path, "must not start with '..'")] : [])];
}
