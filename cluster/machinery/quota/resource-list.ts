import { addQuantities, canonicalQuantity, compareQuantities, quantityNanos, subtractQuantities } from '../quantity.ts';

/** `{ cpu: '500m', pods: '2' }`: amounts by resource name (corev1.ResourceList). */
export type ResourceList = Readonly<Record<string, string>>;

/** What an object's field says, as far as it is a resource list. */
export function resourceListOf(value: unknown): ResourceList {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, amount]) => [name, String(amount)]));
}

/** Sums by name (apiserver/pkg/quota/v1/resources.go Add). */
export function addLists(a: ResourceList, b: ResourceList): ResourceList {
  const sum: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const present = sum[name];
    sum[name] = present === undefined ? amount : addQuantities(present, amount);
  }
  return sum;
}

/** a - b, at least zero; what only b has counts as zero. */
export function subtractLists(a: ResourceList, b: ResourceList): ResourceList {
  const difference: Record<string, string> = {};
  for (const [name, amount] of Object.entries(a)) {
    const left = b[name] === undefined ? amount : subtractQuantities(amount, b[name]);
    difference[name] = quantityNanos(left) < 0n ? '0' : left;
  }
  for (const name of Object.keys(b)) difference[name] ??= '0';
  return difference;
}

/** The larger amount of each name. */
export function maxLists(a: ResourceList, b: ResourceList): ResourceList {
  const larger: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const present = larger[name];
    if (present === undefined || compareQuantities(amount, present) > 0) larger[name] = amount;
  }
  return larger;
}

/** Only these names. */
export function maskList(list: ResourceList, names: readonly string[]): ResourceList {
  return Object.fromEntries(Object.entries(list).filter(([name]) => names.includes(name)));
}

export function withoutZeros(list: ResourceList): ResourceList {
  return Object.fromEntries(Object.entries(list).filter(([, amount]) => quantityNanos(amount) !== 0n));
}

/** Names of which there is more than the limit allows. */
export function exceededNames(list: ResourceList, limits: ResourceList): string[] {
  return Object.keys(list).filter((name) => {
    const limit = limits[name];
    return limit !== undefined && compareQuantities(list[name]!, limit) > 0;
  });
}

export function equalLists(a: ResourceList, b: ResourceList): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => b[name] !== undefined && compareQuantities(a[name]!, b[name]) === 0)
  );
}

/** `cpu=1,pods=2`, as refusals print it. */
export function resourceListText(list: ResourceList): string {
  return Object.keys(list)
    .sort()
    .map((name) => `${name}=${canonicalQuantity(list[name]!)}`)
    .join(',');
}
