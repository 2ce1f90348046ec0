import type { ReplicaSetStatus } from 'kubernetes-types/apps/v1.js';
import { deepEqual } from '../../client/deep-equal.ts';
import type { Pod } from '../../client/objects.ts';
import { isPodAvailable, isPodReady } from '../../client/pod-conditions.ts';
import { toTime } from '../../client/timestamps.ts';
import { matchesLabels } from '../../machinery/label-selector.ts';
import type { ReplicaKeeper } from './replica-controller.ts';

/** replicaset.calculateStatus: counts of the active pods, and why managing them failed, if it did. */
export function replicaSetStatus(
  set: ReplicaKeeper,
  active: readonly Pod[],
  failure: Error | undefined,
  nowMs: number,
): ReplicaSetStatus {
  const templateLabels = set.spec.template?.metadata?.labels ?? {};
  const ready = active.filter(isPodReady);
  const available = ready.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs));
  const conditions = failureConditions(set, active.length, failure, nowMs);
  return {
    replicas: active.length,
    ...nonZero(
      'fullyLabeledReplicas',
      active.filter((pod) => matchesLabels(templateLabels, pod.metadata.labels)).length,
    ),
    ...nonZero('readyReplicas', ready.length),
    ...nonZero('availableReplicas', available.length),
    ...nonZero('observedGeneration', set.metadata.generation ?? 0),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

export function sameStatus(a: unknown, b: unknown): boolean {
  return deepEqual(a ?? {}, b ?? {});
}

/** Go leaves zero values out (`omitempty`). */
export function nonZero<K extends string>(key: K, value: number): Partial<Record<K, number>> {
  return value === 0 ? {} : ({ [key]: value } as Record<K, number>);
}

function failureConditions(set: ReplicaKeeper, activeCount: number, failure: Error | undefined, nowMs: number) {
  const existing = set.status?.conditions ?? [];
  const others = existing.filter((condition) => condition.type !== 'ReplicaFailure');
  if (!failure) return others;
  if (others.length < existing.length) return existing;
  return [
    ...others,
    {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: toTime(nowMs),
      reason: activeCount < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete',
      message: failure.message,
    },
  ];
}
