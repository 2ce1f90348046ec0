import type { PodSpec } from 'kubernetes-types/core/v1.d.ts';
import { compareQuantities, quantityNanos } from '../machinery/quantity.ts';

/** `status.qosClass`. Source: pkg/apis/core/v1/helper/qos.ComputePodQOS. */
export function qualityOfService(spec: PodSpec): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  let any = false;
  let guaranteed = true;
  for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const name of ['cpu', 'memory']) {
      const limit = positive(resources?.limits?.[name]);
      const request = positive(resources?.requests?.[name]);
      any ||= limit !== undefined || request !== undefined;
      guaranteed &&= limit !== undefined && request !== undefined && compareQuantities(limit, request) === 0;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function positive(quantity: string | undefined): string | undefined {
  return quantity !== undefined && quantityNanos(quantity) > 0n ? quantity : undefined;
}
