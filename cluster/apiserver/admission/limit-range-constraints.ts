import { canonicalQuantity, compareQuantities, quantityNanos } from '../../machinery/quantity.ts';
import type { ResourceList } from '../../machinery/quota/resource-list.ts';

/** One entry of a LimitRange. */
export interface Limit {
  /** Container, Pod or PersistentVolumeClaim. */
  readonly type: string;
  readonly min: ResourceList;
  readonly max: ResourceList;
  readonly defaults: ResourceList;
  readonly defaultRequests: ResourceList;
  readonly maxLimitRequestRatio: ResourceList;
}

/** Where requests and limits leave the bounds (limitranger/admission.go minConstraint …). `limits` null: claims have none. */
export function violations(limit: Limit, requests: ResourceList, limits: ResourceList | null): string[] {
  const { type, min, max, maxLimitRequestRatio } = limit;
  return [
    ...each(min, (name, bound) => belowMinimum(type, name, bound, requests[name], limits?.[name])),
    ...each(max, (name, bound) =>
      limits
        ? aboveMaximum(type, name, bound, requests[name], limits[name])
        : requestAboveMaximum(type, name, bound, requests[name]),
    ),
    ...(limits
      ? each(maxLimitRequestRatio, (name, bound) => ratio(type, name, bound, requests[name], limits[name]))
      : []),
  ];
}

function each(bounds: ResourceList, check: (name: string, bound: string) => string | null): string[] {
  return Object.keys(bounds)
    .sort()
    .flatMap((name) => check(name, bounds[name]!) ?? []);
}

const text = canonicalQuantity;

function belowMinimum(type: string, name: string, bound: string, request?: string, limit?: string): string | null {
  const rule = `minimum ${name} usage per ${type} is ${text(bound)}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  if (compareQuantities(request, bound) < 0) return `${rule}, but request is ${text(request)}`;
  if (limit !== undefined && compareQuantities(limit, bound) < 0) return `${rule}, but limit is ${text(limit)}`;
  return null;
}

function aboveMaximum(type: string, name: string, bound: string, request?: string, limit?: string): string | null {
  const rule = `maximum ${name} usage per ${type} is ${text(bound)}`;
  if (limit === undefined) return `${rule}.  No limit is specified`;
  if (compareQuantities(limit, bound) > 0) return `${rule}, but limit is ${text(limit)}`;
  if (request !== undefined && compareQuantities(request, bound) > 0) return `${rule}, but request is ${text(request)}`;
  return null;
}

function requestAboveMaximum(type: string, name: string, bound: string, request?: string): string | null {
  const rule = `maximum ${name} usage per ${type} is ${text(bound)}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  return compareQuantities(request, bound) > 0 ? `${rule}, but request is ${text(request)}` : null;
}

function ratio(type: string, name: string, bound: string, request?: string, limit?: string): string | null {
  const rule = `${name} max limit to request ratio per ${type} is ${text(bound)}, but`;
  if (request === undefined || quantityNanos(request) === 0n) return `${rule} no request is specified or request is 0`;
  if (limit === undefined || quantityNanos(limit) === 0n) return `${rule} no limit is specified or limit is 0`;
  const observed = Number(quantityNanos(limit)) / Number(quantityNanos(request));
  return observed > Number(quantityNanos(bound)) / 1e9 ? `${rule} provided ratio is ${observed.toFixed(6)}` : null;
}
