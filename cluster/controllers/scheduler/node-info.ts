import type { Node, Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { quantityValue } from '../../machinery/quantity.ts';
import { type Amounts, add, podRequests, podRequestsForScores } from './pod-resources.ts';

/** A node and the pods that are on it: what filters and scores look at. */
export interface NodeInfo {
  readonly node: Node;
  readonly pods: readonly Pod[];
  readonly allocatable: Amounts;
  readonly requested: Amounts;
  /** With what pods without requests are taken to need. */
  readonly requestedForScores: Amounts;
}

const allocatables = new WeakMap<object, Amounts>();

export function nodeInfo(node: Node, assigned: readonly Pod[]): NodeInfo {
  const pods = assigned.filter((pod) => !isPodTerminal(pod));
  const requested = new Map<string, number>();
  const requestedForScores = new Map<string, number>();
  for (const pod of pods) {
    add(requested, podRequests(pod));
    add(requestedForScores, podRequestsForScores(pod));
  }
  return { node, pods, allocatable: allocatableOf(node), requested, requestedForScores };
}

function allocatableOf(node: Node): Amounts {
  const quantities: Readonly<Record<string, string>> | undefined = node.status?.allocatable;
  if (!quantities) return new Map();
  let amounts = allocatables.get(quantities);
  if (!amounts) {
    amounts = new Map(Object.entries(quantities).map(([name, quantity]) => [name, quantityValue(quantity)]));
    allocatables.set(quantities, amounts);
  }
  return amounts;
}
