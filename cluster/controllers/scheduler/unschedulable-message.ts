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

/** framework.FitError.Error: `0/4 nodes are available: 1 node(s) …, 3 Insufficient cpu.` and what preemption found out. */
export function unschedulableMessage(diagnosis: Diagnosis, preemption?: string): string {
  const { nodeCount, beforehand } = diagnosis;
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const reasons = beforehand ?? reasonsOf(diagnosis);
  return `0/${nodeCount} nodes are available:${reasons ? ` ${reasons}.` : ''}${preemption ? ` preemption: ${preemption}` : ''}`;
}

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
