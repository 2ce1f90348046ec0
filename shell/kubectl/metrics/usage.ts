import { addQuantities, quantityNanos } from '../../../cluster/machinery/quantity.ts';
import { type JsonObject, recordsAt, stringAt } from '../json.ts';

/** Amounts by resource, as `metrics.k8s.io` tells them. */
export type Usage = Readonly<Record<string, string>>;

export const MEASURED = ['cpu', 'memory'] as const;

export const usageOf = (metrics: JsonObject, resources: readonly string[]): Usage =>
  Object.fromEntries(resources.map((name) => [name, stringAt(metrics, 'usage', name) || '0']));

/** What the containers of a pod use together. */
export function podUsage(metrics: JsonObject, resources: readonly string[]): Usage {
  return sumOf(
    recordsAt(metrics, 'containers').map((container) => usageOf(container, resources)),
    resources,
  );
}

export function sumOf(usages: readonly Usage[], resources: readonly string[]): Usage {
  const total = (name: string) => usages.reduce((sum, usage) => addQuantities(sum, usage[name] ?? '0'), '0');
  return Object.fromEntries(resources.map((name) => [name, total(name)]));
}

const roundedUp = (nanos: bigint, unit: bigint) => (nanos + unit - 1n) / unit;

/** Quantity.MilliValue: rounded up. */
export const milliValue = (quantity: string): number => Number(roundedUp(quantityNanos(quantity), 1_000_000n));

/** Quantity.Value: rounded up. */
export const wholeValue = (quantity: string): number => Number(roundedUp(quantityNanos(quantity), 1_000_000_000n));

/** `12m`, `34Mi`. */
export function amountText(resource: string, quantity: string): string {
  if (resource === 'cpu') return `${milliValue(quantity)}m`;
  return `${Math.trunc(wholeValue(quantity) / (1024 * 1024))}Mi`;
}

/** How `--sort-by` orders: the most first. */
export function byUsage<T>(sortBy: string, usage: (item: T) => Usage): ((a: T, b: T) => number) | null {
  if (sortBy === 'cpu') return (a, b) => milliValue(usage(b)['cpu'] ?? '0') - milliValue(usage(a)['cpu'] ?? '0');
  if (sortBy === 'memory')
    return (a, b) => wholeValue(usage(b)['memory'] ?? '0') - wholeValue(usage(a)['memory'] ?? '0');
  return null;
}
