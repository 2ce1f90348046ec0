import { keyOf, splitKey } from '../../client/object-cache.ts';
import type { Node, Pod } from '../../client/objects.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import { LEASES, NODES, PODS } from '../../client/resources.ts';
import { fromTime, toTime } from '../../client/timestamps.ts';
import { type Controller, type ControllerContext, type Reconciled, watch } from '../controller.ts';
import { isNodeReady, isNodeUnknown, unknownConditions } from './node-conditions.ts';
import { taintsOf } from './node-taints.ts';
import { mayEvict } from './zone-disruption.ts';

/** --node-monitor-grace-period. */
const GRACE_MS = 50_000;
/** --node-startup-grace-period, for a node whose kubelet never said a word. */
const STARTUP_GRACE_MS = 60_000;
const LEASE_NAMESPACE = 'kube-node-lease';

/** Gives up nodes whose lease is stale, and taints nodes by their conditions (pkg/controller/nodelifecycle). */
export function createNodeLifecycleController(context: ControllerContext): Controller {
  const { informers, clock, events } = context;
  const nodes = informers.informer(NODES);
  const leases = informers.informer(LEASES);
  const podsOn = informers.informer(PODS).index('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
  const registered = new Map<string, string>();
  // What was said before this controller could hear it may be old: everybody gets the grace period from here on.
  const hearingSinceMs = clock.now();
  return {
    watches: [
      watch(NODES, (node) => [keyOf(node)]),
      {
        // One node's readiness can decide whether others are emptied.
        resource: NODES,
        keys: (current, previous) => {
          const ready = (node: Node | undefined) => node !== undefined && isNodeReady(node);
          // The informer of nodes gives nodes.
          const changed = ready(current as Node | undefined) !== ready(previous as Node | undefined);
          return changed ? nodes.list().map(keyOf) : [];
        },
      },
      {
        // A renewal alone is no news: the next check comes by time.
        resource: LEASES,
        keys: (current, previous) => {
          const { namespace, name } = splitKey(
            keyOf(current ?? previous ?? { apiVersion: '', kind: '', metadata: {} }),
          );
          const isNews = !previous || isNodeUnknown(nodes.get(name));
          return namespace === LEASE_NAMESPACE && isNews ? [name] : [];
        },
      },
    ],
    reconcile: async (name): Promise<Reconciled> => {
      const node = nodes.get(name);
      tellRegistration(events, registered, name, node);
      if (!node) return;
      const renewTime = leases.get(`${LEASE_NAMESPACE}/${name}`)?.spec.renewTime;
      const heard = renewTime ?? node.status?.conditions?.[0]?.lastHeartbeatTime;
      const leftMs = heard
        ? Math.max(fromTime(heard), hearingSinceMs) + GRACE_MS - clock.now()
        : fromTime(node.metadata.creationTimestamp) + STARTUP_GRACE_MS - clock.now();
      if (leftMs <= 0) await giveUp(context, node, podsOn(name));
      const current = nodes.get(name);
      if (current) await updateTaints(context, current, mayEvict(current, nodes.list()));
      return leftMs > 0 ? { requeueAfterMs: leftMs + 1 } : undefined;
    },
  };
}

/** Nodes that come and go are told of once each. */
function tellRegistration(
  events: ControllerContext['events'],
  registered: Map<string, string>,
  name: string,
  node: Node | undefined,
): void {
  const known = registered.get(name);
  const uid = node?.metadata.uid;
  if (known === uid) return;
  const tell = (reason: string, text: string, of: string) =>
    events.event({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid: of } }, 'Normal', reason, text);
  if (known) tell('RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`, known);
  if (uid) tell('RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`, uid);
  if (uid) registered.set(name, uid);
  else registered.delete(name);
}

/** The kubelet is silent: its conditions become Unknown and its pods are not ready any more. */
async function giveUp({ client, clock, events }: ControllerContext, node: Node, pods: readonly Pod[]): Promise<void> {
  const now = toTime(clock.now());
  const conditions = unknownConditions(node, now);
  if (!conditions) return;
  await client.resource(NODES).updateStatus({ ...node, status: { ...node.status, conditions } });
  if (!isNodeReady(node)) return;
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

async function updateTaints({ client, clock }: ControllerContext, node: Node, evicts: boolean): Promise<void> {
  const taints = taintsOf(node, evicts, toTime(clock.now()));
  if (!taints) return;
  const { taints: _old, ...spec } = node.spec;
  const next = taints.length > 0 ? { ...spec, taints } : spec;
  await client.resource(NODES).update({ ...node, spec: next });
}
