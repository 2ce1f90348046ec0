import type { NodeCondition, Taint } from 'kubernetes-types/core/v1.js';
import { deepEqual } from '../../client/deep-equal.ts';
import { keyOf, splitKey } from '../../client/object-cache.ts';
import type { Node, Pod } from '../../client/objects.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import { LEASES, NODES, PODS } from '../../client/resources.ts';
import { fromTime, toTime } from '../../client/timestamps.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';

/** --node-monitor-grace-period. */
const GRACE_MS = 50_000;
const LEASE_NAMESPACE = 'kube-node-lease';

/** Gives up nodes whose lease is stale, and taints nodes by their conditions (pkg/controller/nodelifecycle). Evicts nothing. */
export function createNodeLifecycleController(context: ControllerContext): Controller {
  const { informers, clock } = context;
  const nodes = informers.informer(NODES);
  const leases = informers.informer(LEASES);
  const podsOn = informers.informer(PODS).index('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
  return {
    watches: [
      watch(NODES, (node) => [keyOf(node)]),
      {
        // A renewal alone is no news: the next check comes by time.
        resource: LEASES,
        keys: (current, previous) => {
          const { namespace, name } = splitKey(
            keyOf(current ?? previous ?? { apiVersion: '', kind: '', metadata: {} }),
          );
          const isNews = !previous || isUnknown(nodes.get(name));
          return namespace === LEASE_NAMESPACE && isNews ? [name] : [];
        },
      },
    ],
    reconcile: async (name): Promise<Reconciled> => {
      const node = nodes.get(name);
      if (!node) return;
      const renewTime = leases.get(`${LEASE_NAMESPACE}/${name}`)?.spec.renewTime;
      const seenMs = fromTime(renewTime ?? node.metadata.creationTimestamp);
      const leftMs = seenMs + GRACE_MS - clock.now();
      if (leftMs <= 0 && !isUnknown(node)) await giveUp(context, node, podsOn(name));
      else await updateTaints(context, node);
      return leftMs > 0 ? { requeueAfterMs: leftMs + 1 } : undefined;
    },
  };
}

/** The kubelet is silent: its conditions become Unknown and its pods are not ready any more. */
async function giveUp({ client, clock, events }: ControllerContext, node: Node, pods: readonly Pod[]): Promise<void> {
  const now = toTime(clock.now());
  const conditions = (node.status?.conditions ?? []).map((condition: NodeCondition) =>
    condition.type === 'NetworkUnavailable'
      ? condition
      : {
          ...condition,
          status: 'Unknown',
          lastTransitionTime: now,
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
  );
  await client.resource(NODES).updateStatus({ ...node, status: { ...node.status, conditions } });
  const { name } = node.metadata;
  events.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  for (const pod of pods.filter(isPodReady)) {
    events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    const changed = (pod.status?.conditions ?? []).map((condition) =>
      condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: now } : condition,
    );
    await client.resource(PODS).updateStatus({ ...pod, status: { ...pod.status, conditions: changed } });
  }
}

/** not-ready, unreachable and unschedulable, as the conditions and `spec.unschedulable` say; other taints stay. */
async function updateTaints({ client }: ControllerContext, node: Node): Promise<void> {
  const ready = readyCondition(node)?.status ?? 'Unknown';
  const wanted: Taint[] = [
    ...both(ready === 'False', 'node.kubernetes.io/not-ready'),
    ...both(ready === 'Unknown', 'node.kubernetes.io/unreachable'),
    ...(node.spec.unschedulable ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : []),
  ];
  const managed = ['not-ready', 'unreachable', 'unschedulable'].map((name) => `node.kubernetes.io/${name}`);
  const current = node.spec.taints ?? [];
  const ours = current.filter(({ key }) => managed.includes(key));
  const same = deepEqual(ours.map(identity).sort(), wanted.map(identity).sort());
  if (same) return;
  const taints = [...current.filter(({ key }) => !managed.includes(key)), ...wanted];
  await client.resource(NODES).update({ ...node, spec: { ...node.spec, taints } });
}

function both(applies: boolean, key: string): Taint[] {
  return applies
    ? [
        { key, effect: 'NoSchedule' },
        { key, effect: 'NoExecute' },
      ]
    : [];
}

function identity({ key, effect }: Taint): string {
  return `${key}:${effect}`;
}

function readyCondition(node: Node): NodeCondition | undefined {
  return node.status?.conditions?.find(({ type }) => type === 'Ready');
}

function isUnknown(node: Node | undefined): boolean {
  return node !== undefined && readyCondition(node)?.status === 'Unknown';
}
