import type { Affinity, NodeSelectorTerm } from 'kubernetes-types/core/v1.js';
import type { Node } from '../../client/objects.ts';
import { matchesLabels, matchesRequirement } from '../../machinery/label-selector.ts';

/** nodeSelector and the required node affinity (component-helpers nodeaffinity.GetRequiredNodeAffinity). */
export function matchesNodeAffinity(
  { nodeSelector, affinity }: { nodeSelector?: Record<string, string>; affinity?: Affinity },
  node: Node,
): boolean {
  if (nodeSelector && !matchesLabels(nodeSelector, node.metadata.labels)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
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
