import type { Pod } from '../client/objects.ts';
import { quantityValue } from '../machinery/quantity.ts';
import type { PodFailure } from './pod-deadline.ts';
import type { PodVolume } from './pod-volumes.ts';

/** How often the eviction manager measures (monitoringInterval). */
export const MEASURING_INTERVAL_MS = 10_000;
/** immediateEvictionGracePeriodSeconds */
const GRACE_SECONDS = 1;
/** SystemCriticalPriority */
const CRITICAL_PRIORITY = 2_000_000_000;

/** Whether there is anything to measure. */
export function hasEmptyDirLimits({ spec }: Pod): boolean {
  if ((spec.priority ?? 0) >= CRITICAL_PRIORITY) return false;
  return (spec.volumes ?? []).some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined);
}

/** Why a pod is evicted for what is in its volumes (pkg/kubelet/eviction emptyDirLimitEviction); undefined: it is not. */
export function exceededEmptyDir({ spec }: Pod, volumes: ReadonlyMap<string, PodVolume>): PodFailure | undefined {
  for (const { name, emptyDir } of spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit;
    if (limit === undefined || quantityValue(limit) === 0) continue;
    if ((volumes.get(name)?.files.usedBytes() ?? 0) <= quantityValue(limit)) continue;
    const message = `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `;
    return { type: 'Warning', reason: 'Evicted', message, graceSeconds: GRACE_SECONDS };
  }
  return undefined;
}
