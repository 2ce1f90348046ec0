import type { Container, ResourceRequirements } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../../client/objects.ts';
import { quantityValue } from '../../machinery/quantity.ts';

/** Amounts by resource name; cpu in cores, memory in bytes. */
export type Amounts = ReadonlyMap<string, number>;

/** What a pod without requests counts as in scores (schedutil.DefaultMilliCPURequest, DefaultMemoryRequest). */
const ASSUMED: Readonly<Record<string, number>> = { cpu: 0.1, memory: 200 * 2 ** 20 };

/** Pods' specs are frozen and asked often. */
const known = new WeakMap<Pod['spec'], { requests: Amounts; assumed: Amounts }>();

/**
 * What a pod reserves on its node: the sum of its containers or, if greater, what an init container needs alone; sidecars
 * (restartPolicy Always) count all along; what is said for the pod as a whole replaces it; overhead comes on top
 * (component-helpers resource.PodRequests).
 */
export function podRequests(pod: Pod): Amounts {
  return bothOf(pod).requests;
}

/** The same for scores: containers without requests for cpu or memory count as small ones. */
export function podRequestsForScores(pod: Pod): Amounts {
  return bothOf(pod).assumed;
}

function bothOf(pod: Pod) {
  let both = known.get(pod.spec);
  if (!both) {
    both = { requests: requestsWith(pod, {}), assumed: requestsWith(pod, ASSUMED) };
    known.set(pod.spec, both);
  }
  return both;
}

function requestsWith({ spec }: Pod, assumed: Readonly<Record<string, number>>): Amounts {
  const total = new Map<string, number>();
  for (const container of spec.containers) add(total, requestsOf(container, assumed));
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const requests = requestsOf(container, assumed);
    if (container.restartPolicy === 'Always') {
      add(total, requests);
      add(sidecars, requests);
      raise(peak, sidecars);
    } else {
      add(requests, sidecars);
      raise(peak, requests);
    }
  }
  raise(total, peak);
  for (const [name, amount] of amountsOf(forThePod(spec))) total.set(name, amount);
  add(total, amountsOf(spec.overhead));
  return total;
}

/** Pod-level resources, which the types do not know yet. */
function forThePod(spec: Pod['spec'] & { resources?: ResourceRequirements }): ResourceRequirements['requests'] {
  return spec.resources?.requests;
}

function requestsOf(container: Container, assumed: Readonly<Record<string, number>>): Map<string, number> {
  const requests = amountsOf(container.resources?.requests);
  for (const [name, amount] of Object.entries(assumed)) if (!requests.has(name)) requests.set(name, amount);
  return requests;
}

function amountsOf(quantities: Readonly<Record<string, string>> = {}): Map<string, number> {
  return new Map(Object.entries(quantities).map(([name, quantity]) => [name, quantityValue(quantity)]));
}

export function add(total: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) total.set(name, (total.get(name) ?? 0) + amount);
}

function raise(total: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) total.set(name, Math.max(total.get(name) ?? 0, amount));
}
