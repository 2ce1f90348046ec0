import type { Node } from '../../client/objects.ts';

const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';
const AUTOSCALER_TAINT = 'ToBeDeletedByClusterAutoscaler';
/** What Go's strconv.ParseBool takes for false. */
const FALSE_TEXTS = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/**
 * Nodes that load balancers send to (stableNodeSetPredicates), by name. Nodes that are not ready stay: it is the health
 * checks' task to leave them out.
 */
export function eligibleNodes(nodes: readonly Node[]): Node[] {
  return nodes
    .filter((node) => !node.metadata.deletionTimestamp && isIncluded(node) && !isLeaving(node))
    .sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
}

/** Any value excludes a node but those that say false. */
export function isIncluded({ metadata }: Node): boolean {
  const value = metadata.labels?.[EXCLUDE_LABEL];
  return value === undefined || FALSE_TEXTS.includes(value);
}

function isLeaving({ spec }: Node): boolean {
  return spec.taints?.some((taint) => taint.key === AUTOSCALER_TAINT) ?? false;
}

/** The same nodes with the same providers' ids (nodesSufficientlyEqual). */
export function sameNodes(before: readonly Node[], after: readonly Node[]): boolean {
  if (before.length !== after.length) return false;
  const known = new Map(before.map((node) => [node.metadata.name, node.spec.providerID]));
  return after.every(({ metadata, spec }) => known.has(metadata.name) && known.get(metadata.name) === spec.providerID);
}
