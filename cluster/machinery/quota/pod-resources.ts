import { addLists, maxLists, type ResourceList, resourceListOf } from './resource-list.ts';

export interface ContainerResources {
  readonly name: string;
  readonly requests: ResourceList;
  readonly limits: ResourceList;
  readonly isSidecar: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

/** What each container asks for and may have. */
export function containerResources(containers: unknown): ContainerResources[] {
  if (!Array.isArray(containers)) return [];
  return containers.map(fieldsOf).map((container) => {
    const resources = fieldsOf(container.resources);
    return {
      name: String(container.name ?? ''),
      requests: resourceListOf(resources.requests),
      limits: resourceListOf(resources.limits),
      isSidecar: container.restartPolicy === 'Always',
    };
  });
}

/**
 * A pod's requests or limits: its containers together, or more when an init container needs more
 * (component-helpers/resource/helpers.go AggregateContainerRequests). `overhead` of the runtime class is not in it.
 */
export function podResources(spec: Fields, which: 'requests' | 'limits'): ResourceList {
  let total: ResourceList = {};
  for (const container of containerResources(spec.containers)) total = addLists(total, container[which]);
  let sidecars: ResourceList = {};
  let largest: ResourceList = {};
  for (const container of containerResources(spec.initContainers)) {
    if (container.isSidecar) {
      total = addLists(total, container[which]);
      sidecars = addLists(sidecars, container[which]);
      largest = maxLists(largest, sidecars);
    } else largest = maxLists(largest, addLists(container[which], sidecars));
  }
  const ofPod = resourceListOf(fieldsOf(spec.resources)[which]);
  return { ...maxLists(total, largest), ...ofPod };
}

/** The same with the runtime's own needs: what quotas and the scheduler count. */
export function podResourcesWithOverhead(spec: Fields, which: 'requests' | 'limits'): ResourceList {
  const resources = podResources(spec, which);
  const overhead = resourceListOf(spec.overhead);
  if (which === 'requests') return addLists(resources, overhead);
  // A resource without a limit gets none from the overhead.
  const limited = Object.entries(overhead).filter(([name]) => resources[name] !== undefined);
  return addLists(resources, Object.fromEntries(limited));
}
