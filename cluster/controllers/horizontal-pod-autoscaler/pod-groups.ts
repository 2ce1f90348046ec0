import type { Pod } from '../../client/objects.ts';
import { podCondition } from '../../client/pod-conditions.ts';
import { fromTime } from '../../client/timestamps.ts';
import type { PodUsage } from './pod-usage.ts';

/** While a pod is this young its CPU counts only when it was measured after it became ready (cpuInitializationPeriod). */
const CPU_INITIALIZATION_MS = 300_000;
/** A pod that has not been ready since this long after its start has never been (delayOfInitialReadinessStatus). */
const INITIAL_READINESS_MS = 30_000;

export interface PodGroups {
  readonly readyCount: number;
  readonly unready: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
  readonly ignored: ReadonlySet<string>;
}

/** Which pods' figures count, and which are not there (groupPods in replica_calculator.go). */
export function groupPods(
  pods: readonly Pod[],
  usages: ReadonlyMap<string, PodUsage>,
  resource: string,
  nowMs: number,
): PodGroups {
  const unready = new Set<string>();
  const missing = new Set<string>();
  const ignored = new Set<string>();
  let readyCount = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const usage = usages.get(name);
    if (deletionTimestamp || pod.status?.phase === 'Failed') ignored.add(name);
    else if (pod.status?.phase === 'Pending') unready.add(name);
    else if (!usage) missing.add(name);
    else if (resource === 'cpu' && isCpuUnready(pod, usage, nowMs)) unready.add(name);
    else readyCount++;
  }
  return { readyCount, unready, missing, ignored };
}

function isCpuUnready(pod: Pod, usage: PodUsage, nowMs: number): boolean {
  const ready = podCondition(pod, 'Ready');
  if (!ready?.lastTransitionTime || !pod.status?.startTime) return true;
  const startMs = fromTime(pod.status.startTime);
  const changedMs = fromTime(ready.lastTransitionTime);
  if (startMs + CPU_INITIALIZATION_MS > nowMs) {
    return ready.status === 'False' || usage.timestampMs < changedMs + usage.windowMs;
  }
  return ready.status === 'False' && startMs + INITIAL_READINESS_MS > changedMs;
}
