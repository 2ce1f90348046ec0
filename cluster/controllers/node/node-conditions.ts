import type { NodeCondition } from 'kubernetes-types/core/v1.js';
import type { Node } from '../../client/objects.ts';

/** What a kubelet posts; a node that never heard from one gets them from here. */
const POSTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export function nodeCondition(node: Node | undefined, type: string): NodeCondition | undefined {
  return node?.status?.conditions?.find((condition) => condition.type === type);
}

export function isNodeReady(node: Node): boolean {
  return nodeCondition(node, 'Ready')?.status === 'True';
}

export function isNodeUnknown(node: Node | undefined): boolean {
  return nodeCondition(node, 'Ready')?.status === 'Unknown';
}

/** The conditions of a node whose kubelet is silent (nodelifecycle tryUpdateNodeHealth); undefined when they say so already. */
export function unknownConditions(node: Node, now: string): NodeCondition[] | undefined {
  const known = node.status?.conditions ?? [];
  const missing = POSTED.filter((type) => !known.some((condition) => condition.type === type));
  if (missing.length === 0 && known.every(({ type, status }) => !POSTED.includes(type) || status === 'Unknown')) {
    return undefined;
  }
  const kept = known.map((condition) =>
    !POSTED.includes(condition.type) || condition.status === 'Unknown'
      ? condition
      : {
          ...condition,
          status: 'Unknown',
          lastTransitionTime: now,
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
  );
  const added = missing.map((type) => ({
    type,
    status: 'Unknown',
    lastHeartbeatTime: node.metadata.creationTimestamp,
    lastTransitionTime: now,
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
  }));
  return [...kept, ...added];
}
