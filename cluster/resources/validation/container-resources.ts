import type { ResourceRequirements } from 'kubernetes-types/core/v1.d.ts';
import { compareQuantities, quantityNanos } from '../../machinery/quantity.ts';
import { type FieldError, forbidden, invalid, required } from '../field-error.ts';
import { qualifiedNameProblems } from './names.ts';

const STANDARD = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;
const NANOS = 1_000_000_000n;

/** Extended resources and huge pages are not shared: a request is its limit. Source: pkg/apis/core/v1/helper.IsOvercommitAllowed. */
const mayOvercommit = (name: string) => isNative(name) && !name.startsWith('hugepages-');
const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');

/** Compute resources of a container: known names, no negative amounts, requests within limits. Source: validateResourceRequirements. */
export function validateResources({ limits = {}, requests = {} }: ResourceRequirements, field: string): FieldError[] {
  const errors = Object.entries(limits).flatMap(([name, amount]) =>
    validateAmount(name, amount, `${field}.limits[${name}]`),
  );
  for (const [name, request] of Object.entries(requests)) {
    errors.push(...validateAmount(name, request, `${field}.requests[${name}]`));
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
    if (limit === undefined) {
      const detail = 'Limit must be set for non overcommitable resources';
      if (!mayOvercommit(name)) errors.push(required(`${field}.limits`, detail));
      continue;
    }
    const difference = compareQuantities(request, limit);
    if (difference !== 0 && !mayOvercommit(name)) {
      errors.push(invalid(`${field}.requests`, request, `must be equal to ${name} limit of ${limit}`));
    } else if (difference > 0) {
      errors.push(invalid(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
    }
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some((name) => name.startsWith('hugepages-')) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(field, 'HugePages require cpu or memory'));
  }
  return errors;
}

function validateAmount(name: string, amount: string, field: string): FieldError[] {
  const errors = qualifiedNameProblems(name).map((problem) => invalid(field, name, problem));
  if (!name.includes('/') && !STANDARD.test(name)) {
    errors.push(invalid(field, name, 'must be a standard resource type or fully qualified'));
    errors.push(invalid(field, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && name.startsWith('requests.')) {
    errors.push(invalid(field, name, "doesn't follow extended resource name standard"));
  }
  const nanos = quantityNanos(amount);
  if (nanos < 0n) errors.push(invalid(field, amount, 'must be greater than or equal to 0'));
  if (!isNative(name) && nanos % NANOS !== 0n) errors.push(invalid(field, amount, 'must be an integer'));
  return errors;
}
