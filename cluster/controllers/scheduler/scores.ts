import type { Pod } from '../../client/objects.ts';
import { MAX_SCORE } from './max-score.ts';
import { matchesTerm } from './node-affinity.ts';
import type { NodeInfo } from './node-info.ts';
import { podAffinityScores } from './pod-affinity-scores.ts';
import { balancedAllocation, imageLocality, leastAllocated } from './resource-scores.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';
import { untolerated } from './taints.ts';
import { type DefaultSelector, topologySpreadScores } from './topology-spread-scores.ts';

/** A score for each feasible node, 0 to 100. */
type Scores = (cycle: SchedulingCycle, feasible: readonly NodeInfo[], defaultSelector: DefaultSelector) => number[];

/** The default profile's plugins with their weights (apis/config/v1/default_plugins.go). */
const PLUGINS: readonly (readonly [weight: number, scores: Scores])[] = [
  [3, ({ pod }, feasible) => fewerIsBetter(feasible.map((info) => avoidedTaints(pod, info)))],
  [2, ({ pod }, feasible) => moreIsBetter(feasible.map((info) => preferredNodeAffinity(pod, info)))],
  [1, ({ pod }, feasible) => feasible.map((info) => leastAllocated(pod, info))],
  [2, topologySpreadScores],
  [2, podAffinityScores],
  [1, ({ pod }, feasible) => feasible.map((info) => balancedAllocation(pod, info))],
  [1, ({ pod, nodes }, feasible) => feasible.map((info) => imageLocality(pod, info, nodes))],
];

/** The feasible nodes with the highest total. */
export function bestNodes(
  cycle: SchedulingCycle,
  feasible: readonly NodeInfo[],
  defaultSelector: DefaultSelector,
): NodeInfo[] {
  if (feasible.length <= 1) return [...feasible];
  const totals = feasible.map(() => 0);
  for (const [weight, scores] of PLUGINS) {
    for (const [index, score] of scores(cycle, feasible, defaultSelector).entries()) {
      totals[index] = (totals[index] ?? 0) + weight * score;
    }
  }
  const best = Math.max(...totals);
  return feasible.filter((_, index) => totals[index] === best);
}

function avoidedTaints({ spec }: Pod, { node }: NodeInfo): number {
  return untolerated(node.spec.taints ?? [], spec.tolerations ?? [], ['PreferNoSchedule']).length;
}

function preferredNodeAffinity({ spec }: Pod, { node }: NodeInfo): number {
  const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0);
}

/** helper.DefaultNormalizeScore. */
function moreIsBetter(values: readonly number[]): number[] {
  const highest = Math.max(...values);
  return values.map((value) => (highest === 0 ? 0 : Math.floor((value * MAX_SCORE) / highest)));
}

/** The same, reversed. */
function fewerIsBetter(values: readonly number[]): number[] {
  return moreIsBetter(values).map((score) => MAX_SCORE - score);
}
