import type { PodAffinityTerm } from 'kubernetes-types/core/v1.js';
import type { Node, Pod } from '../../client/objects.ts';
import { matchesTerm } from './affinity-term.ts';
import type { NodeInfo } from './node-info.ts';
import type { NamespaceLabels } from './scheduling-cycle.ts';

/** Pods by `KEY=VALUE` of a topology (interpodaffinity preFilterState). */
export interface PodAffinityCounts {
  /** Pods that all of this pod's affinity terms match. */
  readonly wanted: ReadonlyMap<string, number>;
  /** Pods that one of its anti-affinity terms matches. */
  readonly avoided: ReadonlyMap<string, number>;
  /** Pods whose own anti-affinity matches this pod. */
  readonly refusing: ReadonlyMap<string, number>;
  /** It would be the company it asks for. */
  readonly matchesItself: boolean;
}

export function requiredAffinity({ spec }: Pod): readonly PodAffinityTerm[] {
  return spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

export function requiredAntiAffinity({ spec }: Pod): readonly PodAffinityTerm[] {
  return spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

export function topologyPair(node: Node, topologyKey: string): string | undefined {
  const value = node.metadata.labels?.[topologyKey];
  return value === undefined ? undefined : `${topologyKey}=${value}`;
}

export function affinityCounts(
  pod: Pod,
  nodes: readonly NodeInfo[],
  namespaceLabels: NamespaceLabels,
): PodAffinityCounts {
  const near = requiredAffinity(pod);
  const far = requiredAntiAffinity(pod);
  const wanted = new Map<string, number>();
  const avoided = new Map<string, number>();
  const refusing = new Map<string, number>();
  const matches = (term: PodAffinityTerm, owner: Pod, other: Pod) => matchesTerm(term, owner, other, namespaceLabels);
  for (const { node, pods } of nodes) {
    for (const other of pods) {
      if (near.length > 0 && near.every((term) => matches(term, pod, other))) count(wanted, node, near);
      count(
        avoided,
        node,
        far.filter((term) => matches(term, pod, other)),
      );
      count(
        refusing,
        node,
        requiredAntiAffinity(other).filter((term) => matches(term, other, pod)),
      );
    }
  }
  return { wanted, avoided, refusing, matchesItself: near.every((term) => matches(term, pod, pod)) };
}

function count(counts: Map<string, number>, node: Node, terms: readonly PodAffinityTerm[]): void {
  for (const { topologyKey } of terms) {
    const pair = topologyPair(node, topologyKey);
    if (pair !== undefined) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
}
