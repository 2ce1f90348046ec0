import type { Pod, StatefulSet } from '../../client/objects.ts';

const POD_NAME = /^(.*)-(\d+)$/s;

/** The ordinal that the pod's name ends in, -1 when it ends in none. */
export function ordinalOf({ metadata }: Pod): number {
  const match = POD_NAME.exec(metadata.name);
  const ordinal = Number(match?.[2] ?? -1);
  return ordinal <= 0x7fff_ffff ? ordinal : -1;
}

/** Whether the pod is named after the set. */
export function isMemberOf(set: StatefulSet, { metadata }: Pod): boolean {
  return POD_NAME.exec(metadata.name)?.[1] === set.metadata.name;
}

export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0;
}

export function replicaCount({ spec }: StatefulSet): number {
  return spec.replicas ?? 1;
}

export function isInRange(set: StatefulSet, ordinal: number): boolean {
  return ordinal >= startOrdinal(set) && ordinal < startOrdinal(set) + replicaCount(set);
}

export function podName({ metadata }: StatefulSet, ordinal: number): string {
  return `${metadata.name}-${ordinal}`;
}
