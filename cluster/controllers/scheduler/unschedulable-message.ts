import type { FilterFailure } from './filters.ts';

/** What a cycle that found no node has found instead (framework.Diagnosis). */
export interface Diagnosis {
  readonly nodeCount: number;
  /** Of nodes that were looked at. */
  readonly failures: readonly FilterFailure[];
  /** What holds for all others. */
  readonly absent: string | undefined;
  /** Set when no node was looked at at all: the pod itself is not ready to go anywhere. */
  readonly beforehand?: string;
}

/** framework.FitError.Error: `0/4 nodes are available: 1 node(s) …, 3 Insufficient cpu.` and what was tried afterwards. */
export function unschedulableMessage(diagnosis: Diagnosis, afterwards?: string): string {
  const { nodeCount, beforehand } = diagnosis;
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const reasons = beforehand ?? reasonsOf(diagnosis);
  return `0/${nodeCount} nodes are available:${reasons ? ` ${reasons}.` : ''}${afterwards ? ` ${afterwards}` : ''}`;
}

/** What the plugins that are asked after a failure say together: that of dynamic resources comes first. */
export function afterFilters(preemption: string): string {
  return `no new claims to deallocate, preemption: ${preemption}`;
}

/** A pod that no node was looked at for is not known to the plugin of dynamic resources, and preemption is not asked. */
export const NOT_LOOKED_AT = 'not found';

function reasonsOf({ nodeCount, failures, absent }: Diagnosis): string {
  const counts = new Map<string, number>();
  for (const reason of failures.flatMap(({ reasons }) => reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const others = nodeCount - failures.length;
  if (absent && others > 0) counts.set(absent, (counts.get(absent) ?? 0) + others);
  return Array.from(counts, ([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

/** An event's note holds no more (events validation NoteLengthLimit). */
export function truncated(message: string): string {
  const most = 1024;
  return message.length <= most ? message : `${message.slice(0, most - 4)} ...`;
}
