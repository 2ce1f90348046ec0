import type { Node, Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { podRequests } from './pod-resources.ts';

/** A node and the pods that are on it: what filters and scores look at. */
export interface NodeInfo {
  readonly node: Node;
  readonly pods: readonly Pod[];
  readonly requested: ReadonlyMap<string, number>;
}

export function nodeInfo(node: Node, assigned: readonly Pod[]): NodeInfo {
  const pods = assigned.filter((pod) => !isPodTerminal(pod));
  const requested = new Map<string, number>();
  for (const pod of pods) {
    for (const [name, amount] of podRequests(pod)) requested.set(name, (requested.get(name) ?? 0) + amount);
  }
  return { node, pods, requested };
}
