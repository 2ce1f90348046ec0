import type { PodAffinityTerm } from 'kubernetes-types/core/v1.js';
import type { Node, Pod } from '../../client/objects.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import type { NodeInfo } from './node-info.ts';

export const AFFINITY_NOT_MATCHED = "node(s) didn't match pod affinity rules";
export const ANTI_AFFINITY_NOT_MATCHED = "node(s) didn't match pod anti-affinity rules";
export const EXISTING_ANTI_AFFINITY = "node(s) didn't satisfy existing pods anti-affinity rules";

/** Required inter-pod (anti-)affinity, both of this pod and of those already there (plugins/interpodaffinity). */
export function podAffinityFailure(pod: Pod, candidate: NodeInfo, all: readonly NodeInfo[]): string | undefined {
  const { affinity } = pod.spec;
  const required = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (!required.every((term) => isSatisfied(term, pod, candidate, all))) return AFFINITY_NOT_MATCHED;
  const forbidden = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (forbidden.some((term) => podsOfDomain(term, candidate.node, all).some((other) => matches(term, pod, other)))) {
    return ANTI_AFFINITY_NOT_MATCHED;
  }
  const refusing = all.some(({ node, pods }) =>
    pods.some((other) =>
      (other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some(
        (term) => sameDomain(term, node, candidate.node) && matches(term, other, pod),
      ),
    ),
  );
  return refusing ? EXISTING_ANTI_AFFINITY : undefined;
}

/** The first pod of a group that wants to be together has nobody to be with yet: it may go anywhere with the label. */
function isSatisfied(term: PodAffinityTerm, pod: Pod, candidate: NodeInfo, all: readonly NodeInfo[]): boolean {
  if (candidate.node.metadata.labels?.[term.topologyKey] === undefined) return false;
  if (podsOfDomain(term, candidate.node, all).some((other) => matches(term, pod, other))) return true;
  return matches(term, pod, pod) && !all.some(({ pods }) => pods.some((other) => matches(term, pod, other)));
}

function podsOfDomain(term: PodAffinityTerm, node: Node, all: readonly NodeInfo[]): Pod[] {
  return all.filter((info) => sameDomain(term, info.node, node)).flatMap(({ pods }) => pods);
}

function sameDomain({ topologyKey }: PodAffinityTerm, a: Node, b: Node): boolean {
  const value = a.metadata.labels?.[topologyKey];
  return value !== undefined && value === b.metadata.labels?.[topologyKey];
}

/** Whether `other` is one that `owner`'s term speaks of. Namespace selectors other than the empty one are not known here. */
function matches(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const namespaces = term.namespaces?.length ? term.namespaces : [owner.metadata.namespace];
  const everywhere = term.namespaceSelector !== undefined;
  return (
    (everywhere || namespaces.includes(other.metadata.namespace)) &&
    matchesSelector(term.labelSelector, other.metadata.labels)
  );
}
