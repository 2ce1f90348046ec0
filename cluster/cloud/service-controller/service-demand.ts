import { deepEqual } from '../../client/deep-equal.ts';
import type { Service } from '../../client/objects.ts';

export const CLEANUP_FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

/** With a loadBalancerClass, somebody else provides it. */
export function wantsLoadBalancer({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;
}

export function hasFinalizer({ metadata }: Service): boolean {
  return metadata.finalizers?.includes(CLEANUP_FINALIZER) ?? false;
}

/** The finalizer is there, and the Service is going or is of another type by now. */
export function needsCleanup(service: Service): boolean {
  return (
    hasFinalizer(service) && (service.metadata.deletionTimestamp !== undefined || service.spec.type !== 'LoadBalancer')
  );
}

/** Fields whose change asks for a sync (needsUpdate in the service controller). */
const SYNCED_FIELDS = [
  'loadBalancerSourceRanges',
  'sessionAffinity',
  'sessionAffinityConfig',
  'loadBalancerIP',
  'externalIPs',
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'ports',
] as const;

/** `wroteBack`: tells annotations that do not count. */
export function needsUpdate(before: Service, after: Service, wroteBack: WroteBack): boolean {
  const wanted = wantsLoadBalancer(after);
  if (wantsLoadBalancer(before) !== wanted) return true;
  if (!wanted) return false;
  return (
    SYNCED_FIELDS.some((field) => !deepEqual(before.spec[field], after.spec[field])) ||
    !deepEqual(before.metadata.annotations ?? {}, withoutOwn(before, after, wroteBack)) ||
    before.metadata.uid !== after.metadata.uid ||
    before.spec.ipFamilies?.length !== after.spec.ipFamilies?.length
  );
}

type WroteBack = (name: string, value: string) => boolean;

/** The annotations of now, with those that the provider wrote as they were before. */
function withoutOwn(before: Service, after: Service, wroteBack: WroteBack): Record<string, string> {
  const annotations = { ...after.metadata.annotations };
  for (const [name, value] of Object.entries(annotations)) {
    const old = before.metadata.annotations?.[name];
    if (old === value || !wroteBack(name, value)) continue;
    if (old === undefined) delete annotations[name];
    else annotations[name] = old;
  }
  return annotations;
}
