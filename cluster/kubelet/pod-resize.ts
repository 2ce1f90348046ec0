import type { Container, ResourceRequirements } from 'kubernetes-types/core/v1.js';
import { deepEqual } from '../client/deep-equal.ts';
import type { Pod } from '../client/objects.ts';
import { missingResource, requestOf, unitsOf } from './node-admission.ts';
import { NODE_ALLOCATABLE } from './node-capacity.ts';

/** Why a pod has not (yet) got the resources that it asks for: the condition PodResizePending. */
export interface PendingResize {
  readonly reason: 'Infeasible' | 'Deferred';
  readonly message: string;
}

export interface Allocation {
  /** As the node runs it: with the resources that it has been given. */
  readonly pod: Pod;
  readonly pending?: PendingResize;
}

/** Gives a running pod the resources it asks for now, if the node has them (pkg/kubelet/allocation handlePodResourcesResize). */
export function allocate(pod: Pod, running: Pod, others: () => readonly Pod[]): Allocation {
  const kept = withResourcesOf(pod, running);
  if (kept === pod) return { pod };
  for (const name of ['memory', 'cpu']) {
    const requested = requestOf(pod, name);
    const capacity = unitsOf(name, NODE_ALLOCATABLE[name] ?? '0');
    if (requested <= capacity) continue;
    const message = `Node didn't have enough capacity: ${name}, requested: ${requested}, capacity: ${capacity}`;
    return { pod: kept, pending: { reason: 'Infeasible', message } };
  }
  const missing = missingResource(pod, others());
  return missing ? { pod: kept, pending: { reason: 'Deferred', message: missing.message } } : { pod };
}

/** The pod with the resources of another of its states; the pod itself where they are the same. */
function withResourcesOf(pod: Pod, { spec }: Pod): Pod {
  const before = new Map([...(spec.initContainers ?? []), ...spec.containers].map((each) => [each.name, each]));
  let changed = false;
  const restore = (container: Container): Container => {
    const resources = before.get(container.name)?.resources;
    if (resources === undefined || deepEqual(resources, container.resources)) return container;
    changed = true;
    return { ...container, resources };
  };
  const containers = pod.spec.containers.map(restore);
  const initContainers = pod.spec.initContainers?.map(restore);
  if (!changed) return pod;
  return { ...pod, spec: { ...pod.spec, containers, ...(initContainers ? { initContainers } : {}) } };
}

/** What the event ResizeCompleted says: the resources of all containers that can be resized. */
export function resizeCompletedText({ spec }: Pod): string {
  const told = ({ name, resources = {} }: Container) => ({ name, resources: inOrder(resources) });
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(told);
  const all = { ...(sidecars.length > 0 ? { initContainers: sidecars } : {}), containers: spec.containers.map(told) };
  return `Pod resize completed: ${JSON.stringify(all)}`;
}

function inOrder({ limits, requests }: ResourceRequirements): ResourceRequirements {
  return { ...(limits ? { limits: sorted(limits) } : {}), ...(requests ? { requests: sorted(requests) } : {}) };
}

function sorted(list: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1)));
}
