import type { Pod } from '../client/objects.ts';
import { quantityValue } from '../client/quantity.ts';

const COUNTED = ['cpu', 'memory'] as const;

/** qos.ComputePodQOS: Guaranteed when every container's limits equal its requests, BestEffort when there are neither. */
export function qualityOfService(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  let any = false;
  let guaranteed = true;
  for (const { resources = {} } of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
    for (const name of COUNTED) {
      const limit = quantityValue(resources.limits?.[name]);
      const request = resources.requests?.[name] === undefined ? limit : quantityValue(resources.requests[name]);
      if (limit > 0 || request > 0) any = true;
      if (limit === 0 || limit !== request) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
