import type { Taint } from 'kubernetes-types/core/v1.js';
import { deepEqual } from '../../client/deep-equal.ts';
import type { Node } from '../../client/objects.ts';
import { nodeCondition } from './node-conditions.ts';

const PREFIX = 'node.kubernetes.io/';

/** Conditions and the taint that each status brings (nodeConditionToTaintKeyStatusMap). */
const BY_CONDITION: readonly (readonly [type: string, status: string, taint: string])[] = [
  ['Ready', 'False', 'not-ready'],
  ['Ready', 'Unknown', 'unreachable'],
  ['MemoryPressure', 'True', 'memory-pressure'],
  ['DiskPressure', 'True', 'disk-pressure'],
  ['NetworkUnavailable', 'True', 'network-unavailable'],
  ['PIDPressure', 'True', 'pid-pressure'],
];
const EVICTING = new Set(['not-ready', 'unreachable']);
const MANAGED = new Set(['unschedulable', ...BY_CONDITION.map(([, , taint]) => taint)]);

/**
 * The node's taints as its conditions and `spec.unschedulable` ask for them; undefined when they are so already.
 * `evicts`: whether pods may be driven off nodes that are not ready.
 */
export function taintsOf(node: Node, evicts: boolean, now: string): Taint[] | undefined {
  const wanted: Taint[] = BY_CONDITION.flatMap(([type, status, name]) => {
    if (nodeCondition(node, type)?.status !== status) return [];
    const key = `${PREFIX}${name}`;
    return [{ key, effect: 'NoSchedule' }, ...(EVICTING.has(name) && evicts ? [{ key, effect: 'NoExecute' }] : [])];
  });
  if (node.spec.unschedulable) wanted.push({ key: `${PREFIX}unschedulable`, effect: 'NoSchedule' });
  const current = node.spec.taints ?? [];
  const kept = current.filter((taint) => !isManaged(taint) || wanted.some((each) => isSame(each, taint)));
  const added = wanted
    .filter((taint) => !current.some((each) => isSame(each, taint)))
    .map((taint) => ({ ...taint, timeAdded: now }));
  const taints = [...kept, ...added];
  return deepEqual(taints, current) ? undefined : taints;
}

function isManaged({ key, effect }: Taint): boolean {
  const name = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : '';
  return effect === 'NoExecute' ? EVICTING.has(name) : effect === 'NoSchedule' && MANAGED.has(name);
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}
