import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { FieldError } from '../../resources/field-error.ts';
import { refusals, StatusError } from '../errors.ts';
import { isMap } from '../json.ts';
import type { ResourceRequest } from '../resource-request.ts';

/** 422 when there is anything to complain about. */
export function refuseInvalid(request: ResourceRequest, object: KubernetesObject, errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const { group, kind } = request.definition;
  throw refusals.invalid(group, kind, object.metadata.name ?? object.metadata.generateName ?? '', errors);
}

/** Runs a strategy; a FieldError that an allocator throws becomes the 422 it stands for. */
export function withFieldErrors<T>(request: ResourceRequest, object: KubernetesObject, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StatusError) && isFieldError(error)) refuseInvalid(request, object, [error]);
    throw error;
  }
}

/** Allocators throw plain FieldErrors. */
function isFieldError(value: unknown): value is FieldError {
  return isMap(value) && typeof value.type === 'string' && typeof value.field === 'string' && 'detail' in value;
}
