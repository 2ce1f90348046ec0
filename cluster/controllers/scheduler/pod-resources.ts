import type { Container } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../../client/objects.ts';
import { quantityValue } from '../../machinery/quantity.ts';

/** Amounts by resource name; cpu in cores, memory in bytes. */
export type Amounts = ReadonlyMap<string, number>;

/**
 * What a pod reserves on its node: the sum of its containers or, if greater, what an init container needs alone; sidecars
 * (restartPolicy Always) count all along (component-helpers resource.PodRequests).
 */
export function podRequests(pod: Pod): Amounts {
  const total = new Map<string, number>();
  for (const container of pod.spec.containers) add(total, requestsOf(container));
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of pod.spec.initContainers ?? []) {
    const requests = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      add(total, requests);
      add(sidecars, requests);
    } else {
      const needed = new Map(requests);
      add(needed, sidecars);
      raise(peak, needed);
    }
  }
  raise(total, peak);
  for (const [name, quantity] of Object.entries(pod.spec.overhead ?? {})) {
    total.set(name, (total.get(name) ?? 0) + quantityValue(quantity));
  }
  return total;
}

function requestsOf(container: Container): Map<string, number> {
  const requests = Object.entries(container.resources?.requests ?? {});
  return new Map(requests.map(([name, quantity]) => [name, quantityValue(quantity)]));
}

function add(total: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) total.set(name, (total.get(name) ?? 0) + amount);
}

function raise(total: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) total.set(name, Math.max(total.get(name) ?? 0, amount));
}
