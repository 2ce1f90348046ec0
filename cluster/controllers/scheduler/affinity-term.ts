import type { PodAffinityTerm } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../../client/objects.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import type { NamespaceLabels } from './scheduling-cycle.ts';

/** Whether `other` is one that `owner`'s term speaks of: by its namespace and by its labels (framework.AffinityTerm.Matches). */
export function matchesTerm(term: PodAffinityTerm, owner: Pod, other: Pod, namespaceLabels: NamespaceLabels): boolean {
  return inNamespaces(term, owner, other, namespaceLabels) && hasLabels(term, owner, other);
}

/** Neither names nor a selector: the owner's own namespace. */
function inNamespaces(term: PodAffinityTerm, owner: Pod, other: Pod, namespaceLabels: NamespaceLabels): boolean {
  const { namespaces = [], namespaceSelector } = term;
  const { namespace } = other.metadata;
  if (namespaces.length === 0 && !namespaceSelector) return namespace === owner.metadata.namespace;
  return namespaces.includes(namespace) || matchesSelector(namespaceSelector, namespaceLabels(namespace));
}

/** The API server writes matchLabelKeys into the selector; saying it again changes nothing. */
function hasLabels(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const mine = owner.metadata.labels ?? {};
  const theirs = other.metadata.labels ?? {};
  return (
    matchesSelector(term.labelSelector, theirs) &&
    (term.matchLabelKeys ?? []).every((key) => mine[key] === undefined || mine[key] === theirs[key]) &&
    (term.mismatchLabelKeys ?? []).every((key) => mine[key] === undefined || mine[key] !== theirs[key])
  );
}
