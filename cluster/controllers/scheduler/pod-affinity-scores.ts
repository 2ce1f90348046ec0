import type { PodAffinityTerm, WeightedPodAffinityTerm } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../../client/objects.ts';
import { matchesTerm } from './affinity-term.ts';
import { MAX_SCORE } from './max-score.ts';
import type { NodeInfo } from './node-info.ts';
import { requiredAffinity, topologyPair } from './pod-affinity-counts.ts';
import type { SchedulingCycle } from './scheduling-cycle.ts';

/** What the required affinity of pods already there counts for the pod that comes (hardPodAffinityWeight). */
const HARD_WEIGHT = 1;

/** Preferred (anti-)affinity of this pod and of those already there, by topology (plugins/interpodaffinity scoring.go). */
export function podAffinityScores(cycle: SchedulingCycle, feasible: readonly NodeInfo[]): number[] {
  const byPair = new Map<string, number>();
  for (const info of cycle.nodes) for (const other of info.pods) addWeights(byPair, cycle, other, info);
  if (byPair.size === 0) return feasible.map(() => 0);
  const sums = feasible.map(({ node }) =>
    Object.entries(node.metadata.labels ?? {}).reduce(
      (sum, [key, value]) => sum + (byPair.get(`${key}=${value}`) ?? 0),
      0,
    ),
  );
  const least = Math.min(...sums);
  const range = Math.max(...sums) - least;
  return sums.map((sum) => (range === 0 ? 0 : Math.floor((MAX_SCORE * (sum - least)) / range)));
}

function addWeights(byPair: Map<string, number>, cycle: SchedulingCycle, other: Pod, { node }: NodeInfo): void {
  const { pod, namespaceLabels } = cycle;
  const add = (term: PodAffinityTerm, owner: Pod, subject: Pod, weight: number) => {
    const pair = topologyPair(node, term.topologyKey);
    if (pair === undefined || !matchesTerm(term, owner, subject, namespaceLabels)) return;
    byPair.set(pair, (byPair.get(pair) ?? 0) + weight);
  };
  for (const { podAffinityTerm, weight } of preferred(pod, 'podAffinity')) add(podAffinityTerm, pod, other, weight);
  for (const { podAffinityTerm, weight } of preferred(pod, 'podAntiAffinity'))
    add(podAffinityTerm, pod, other, -weight);
  for (const term of requiredAffinity(other)) add(term, other, pod, HARD_WEIGHT);
  for (const { podAffinityTerm, weight } of preferred(other, 'podAffinity')) add(podAffinityTerm, other, pod, weight);
  for (const { podAffinityTerm, weight } of preferred(other, 'podAntiAffinity'))
    add(podAffinityTerm, other, pod, -weight);
}

function preferred({ spec }: Pod, kind: 'podAffinity' | 'podAntiAffinity'): readonly WeightedPodAffinityTerm[] {
  return spec.affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}
