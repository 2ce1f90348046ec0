import type { FilterFailure } from './filters.ts';

export type NodeFailure = FilterFailure;

/** framework.FitError.Error, with what preemption found out: `0/4 nodes are available: 1 node(s) …, 3 Insufficient cpu. …` */
export function unschedulableMessage(nodeCount: number, failures: readonly NodeFailure[]): string {
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const none = `0/${nodeCount} nodes are available:`;
  const reasons = histogram(failures.flatMap((failure) => failure.reasons));
  const preemption = histogram(
    failures.map((failure) =>
      failure.unresolvable
        ? 'Preemption is not helpful for scheduling'
        : 'No preemption victims found for incoming pod',
    ),
  );
  return `${none} ${reasons}. preemption: ${none} ${preemption}.`;
}

function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Array.from(counts, ([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
