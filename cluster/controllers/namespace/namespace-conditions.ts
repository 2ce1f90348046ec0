import type { NamespaceCondition } from 'kubernetes-types/core/v1.js';

/** What is left of a resource in the namespace, as the real controller counts it. */
export interface Remaining {
  /** `pods.`, `deployments.apps` → how many. */
  readonly byResource: ReadonlyMap<string, number>;
  readonly byFinalizer: ReadonlyMap<string, number>;
}

/** In the order in which the real controller writes them (status_condition_utils.go conditionTypes). */
const WHEN_WELL: Readonly<Record<string, { readonly reason: string; readonly message: string }>> = {
  NamespaceDeletionDiscoveryFailure: {
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  NamespaceDeletionGroupVersionParsingFailure: {
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  NamespaceDeletionContentFailure: {
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  NamespaceContentRemaining: { reason: 'ContentRemoved', message: 'All content successfully removed' },
  NamespaceFinalizersRemaining: {
    reason: 'ContentHasNoFinalizers',
    message: 'All content-preserving finalizers finished',
  },
};

/** The conditions of a namespace that is being emptied; undefined when they say what they said before. */
export function namespaceConditions(
  known: readonly NamespaceCondition[],
  now: string,
  remaining: Remaining | undefined,
  failures: readonly string[],
): NamespaceCondition[] | undefined {
  const conditions = [...known];
  let changed = false;
  for (const [type, well] of Object.entries(WHEN_WELL)) {
    const found = finding(type, remaining, failures);
    const next = { type, status: found ? 'True' : 'False', ...(found ?? well) };
    const at = conditions.findIndex((condition) => condition.type === type);
    const old = conditions[at];
    if (!old) conditions.push({ ...next, lastTransitionTime: now });
    else if (old.status === next.status && old.message === next.message && old.reason === next.reason) continue;
    else conditions[at] = { ...next, lastTransitionTime: old.status === next.status ? old.lastTransitionTime : now };
    changed = true;
  }
  return changed ? conditions : undefined;
}

function finding(type: string, remaining: Remaining | undefined, failures: readonly string[]) {
  if (type === 'NamespaceDeletionContentFailure' && failures.length > 0) {
    const message = `Failed to delete all resource types, ${failures.length} remaining: ${[...failures].sort().join(', ')}`;
    return { reason: 'ContentDeletionFailed', message };
  }
  if (type === 'NamespaceContentRemaining' && remaining && remaining.byResource.size > 0) {
    const list = Array.from(remaining.byResource, ([name, count]) => `${name} has ${count} resource instances`);
    return { reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${list.sort().join(', ')}` };
  }
  if (type === 'NamespaceFinalizersRemaining' && remaining && remaining.byFinalizer.size > 0) {
    const list = Array.from(remaining.byFinalizer, ([name, count]) => `${name} in ${count} resource instances`);
    const message = `Some content in the namespace has finalizers remaining: ${list.sort().join(', ')}`;
    return { reason: 'SomeFinalizersRemain', message };
  }
  return undefined;
}
