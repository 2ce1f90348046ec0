import type { ContainerImage, NodeCondition } from 'kubernetes-types/core/v1.js';
import { ApiError } from '../client/client.ts';
import type { Node } from '../client/objects.ts';
import { LEASES, NODES } from '../client/resources.ts';
import { toMicroTime } from '../client/timestamps.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { nodeConditions, nodeObject, nodeStatus } from './node-object.ts';

/** A quarter of the lease's 40 s; the status itself is written again every five minutes (nodeStatusReportFrequency). */
const LEASE_SECONDS = 40;
const RENEW_MS = 10_000;
const STATUS_MS = 300_000;
const LEASE_NAMESPACE = 'kube-node-lease';

/** The first report of new images waits for more of them: nodeStatusUpdateFrequency. */
const IMAGES_MS = 10_000;

/** Makes the Node known and keeps its lease and its status alive. */
export class NodeRegistration {
  readonly #context: KubeletContext;
  readonly #images: () => ContainerImage[];
  #stops: (() => void)[] = [];
  #imagesDue = false;
  #problem: string | undefined;

  constructor(context: KubeletContext, images: () => ContainerImage[]) {
    this.#context = context;
    this.#images = images;
  }

  async start(): Promise<void> {
    const context = this.#context;
    const node = await createOrUpdate(context);
    tellStart(context, node);
    await renewLease(context, node);
    this.#repeat(node);
  }

  /** The node is known already: it has only been silent for a while. */
  async goOn(): Promise<void> {
    const context = this.#context;
    const node = context.informers.informer(NODES).get(context.node.name);
    if (!node) return this.start();
    await renewLease(context, node).catch(unlessRefused);
    await reportStatus(context, this.#images(), this.#problem).catch(unlessRefused);
    this.#repeat(node);
  }

  /** The agent has been started again on a node that is known. */
  async restart(problem: string | undefined): Promise<void> {
    const node = this.#context.informers.informer(NODES).get(this.#context.node.name);
    this.#problem = problem;
    await this.goOn();
    if (node) tellStart(this.#context, node);
  }

  /** Why the node is not ready, or that it is. */
  async report(problem: string | undefined): Promise<void> {
    this.#problem = problem;
    await reportStatus(this.#context, this.#images(), problem).catch(unlessRefused);
  }

  #repeat(node: Node): void {
    const context = this.#context;
    this.#stops = [
      every(context, RENEW_MS, () => renewLease(context, node)),
      every(context, STATUS_MS, () => reportStatus(context, this.#images(), this.#problem)),
    ];
  }

  /** Several pulls are told together. */
  imagesChanged(): void {
    if (this.#imagesDue) return;
    this.#imagesDue = true;
    const cancel = this.#context.clock.schedule(IMAGES_MS, () => {
      this.#imagesDue = false;
      reportStatus(this.#context, this.#images(), this.#problem).catch(unlessRefused);
    });
    this.#stops.push(cancel);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#imagesDue = false;
  }
}

/** In the order of a kubelet's start (kubelet.go, kubelet_node_status.go). */
function tellStart({ events, node: { name } }: KubeletContext, node: Node): void {
  events.event(node, 'Normal', 'Starting', 'Starting kubelet.');
  events.event(node, 'Warning', 'InvalidDiskCapacity', 'invalid capacity 0 on image filesystem');
  for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) {
    events.event(node, 'Normal', reason, `Node ${name} status is now: ${reason}`);
  }
  events.event(node, 'Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  events.event(node, 'Normal', 'NodeReady', `Node ${name} status is now: NodeReady`);
}

async function createOrUpdate(context: KubeletContext): Promise<Node> {
  const nodes = context.client.resource(NODES);
  const status = nodeStatus(context, context.clock.now());
  try {
    const created = await nodes.create(nodeObject(context.node, status));
    // A server that drops the status of what is created wants it told separately.
    return created.status?.conditions ? created : await nodes.updateStatus({ ...created, status });
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    const existing = await nodes.get(context.node.name);
    return nodes.updateStatus({ ...existing, status });
  }
}

/** Heartbeats in the conditions; transition times stay, unless the node had been given up. */
async function reportStatus(
  { client, clock, informers, node }: KubeletContext,
  images: ContainerImage[],
  problem: string | undefined,
): Promise<void> {
  const current = informers.informer(NODES).get(node.name);
  if (!current) return;
  const before = current.status?.conditions ?? [];
  const conditions = nodeConditions(clock.now(), problem).map((condition) => {
    const old = before.find(({ type }: NodeCondition) => type === condition.type);
    const since = old?.status === condition.status ? old.lastTransitionTime : undefined;
    return since ? { ...condition, lastTransitionTime: since } : condition;
  });
  await client.resource(NODES).updateStatus({ ...current, status: { ...current.status, conditions, images } });
}

async function renewLease({ client, clock, node, informers }: KubeletContext, owner: Node): Promise<void> {
  const leases = client.resource(LEASES);
  const renewTime = toMicroTime(clock.now());
  const current = informers.informer(LEASES).get(`${LEASE_NAMESPACE}/${node.name}`);
  if (current) {
    await leases.update({ ...current, spec: { ...current.spec, renewTime } });
    return;
  }
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: owner.metadata.uid }];
  await leases.create({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: node.name, namespace: LEASE_NAMESPACE, ownerReferences },
    spec: { holderIdentity: node.name, leaseDurationSeconds: LEASE_SECONDS, renewTime },
  });
}

/** Repeats on the clock. A refusal waits for the next time, as the real renewal loop goes on, too. */
function every({ clock }: KubeletContext, periodMs: number, work: () => Promise<void>): () => void {
  let cancel = () => {};
  const next = () => {
    cancel = clock.schedule(periodMs, () => {
      next();
      work().catch(unlessRefused);
    });
  };
  next();
  return () => cancel();
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}
