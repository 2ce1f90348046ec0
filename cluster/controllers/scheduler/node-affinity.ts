import type { Affinity, NodeSelector, NodeSelectorTerm } from 'kubernetes-types/core/v1.js';
import type { Node } from '../../client/objects.ts';
import { matchesLabels, matchesRequirement } from '../../machinery/label-selector.ts';

/** nodeSelector and the required node affinity (component-helpers nodeaffinity.GetRequiredNodeAffinity). */
export function matchesNodeAffinity(
  { nodeSelector, affinity }: { nodeSelector?: Record<string, string>; affinity?: Affinity },
  node: Node,
): boolean {
  if (nodeSelector && !matchesLabels(nodeSelector, node.metadata.labels)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || matchesNodeSelector(required, node);
}

/** Any one of its terms. */
export function matchesNodeSelector({ nodeSelectorTerms }: NodeSelector, node: Node): boolean {
  return nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/**
 * Nodes that are named in `matchFields` of every term, as DaemonSets do; undefined when any may do (plugins/nodeaffinity
 * PreFilter). An empty set: the terms contradict one another.
 */
export function namedNodes({ affinity }: { affinity?: Affinity }): ReadonlySet<string> | undefined {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const names = new Set<string>();
  if (terms.length === 0) return undefined;
  for (const { matchFields = [] } of terms) {
    const sets = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    const [first, ...others] = sets.map(({ values = [] }) => values);
    if (!first) return undefined;
    for (const name of first) if (others.every((values) => values.includes(name))) names.add(name);
  }
  return names;
}

/** An empty term matches nothing. */
export function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const fields = { 'metadata.name': node.metadata.name };
  return (
    matchExpressions.every(({ key, operator, values = [] }) =>
      matchesRequirement(key, operator, values, node.metadata.labels ?? {}),
    ) && matchFields.every(({ key, operator, values = [] }) => matchesRequirement(key, operator, values, fields))
  );
}
