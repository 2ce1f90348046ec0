import type { Node } from '../../client/objects.ts';
import { isNodeReady } from './node-conditions.ts';

/** A zone with this share of unready nodes is disrupted (--unhealthy-zone-threshold). */
const UNHEALTHY_SHARE = 0.55;

/**
 * Whether pods may be driven off a node that is not ready: not when most of its zone is (clusters of up to 50 nodes stop
 * altogether), and not when all nodes are, for then it is the control plane that cannot see (handleDisruption).
 */
export function mayEvict(node: Node, nodes: readonly Node[]): boolean {
  if (!nodes.some(isNodeReady)) return false;
  const zone = nodes.filter((other) => zoneOf(other) === zoneOf(node));
  const unready = zone.filter((other) => !isNodeReady(other)).length;
  if (unready === zone.length) return true;
  return unready <= 2 || unready / zone.length < UNHEALTHY_SHARE;
}

function zoneOf({ metadata: { labels = {} } }: Node): string {
  return `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`;
}
