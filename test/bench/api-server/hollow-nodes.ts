import type { ApiServerUnderTest } from './api-server-under-test.ts';
import { ask, LoadConnection, must } from './load-connection.ts';
import { watchObjects } from './watch-objects.ts';

const NODES = 4;
const HEARTBEAT_MS = 10_000;
const PARALLEL = 8;
const MERGE = 'application/merge-patch+json';

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  readonly status?: { readonly phase?: string };
}

/** Nodes without machines for a control plane that has none: their pods are Ready as soon as they are bound. */
export async function addHollowNodes(server: ApiServerUnderTest): Promise<() => void> {
  const connection = await LoadConnection.open(server);
  for (let number = 1; number <= NODES; number++) await addNode(connection, `node${number}`);
  const workers = await Promise.all(Array.from({ length: PARALLEL }, () => LoadConnection.open(server)));
  const queues = workers.map(() => Promise.resolve());
  let turn = 0;
  const seen = new Set<string>();
  const stop = await watchObjects<Pod>(server, '/api/v1/pods', ({ type, object }) => {
    if (type === 'DELETED' || !object.spec.nodeName) return;
    const deletion = object.metadata.deletionTimestamp !== undefined;
    const key = `${object.metadata.namespace}/${object.metadata.name}/${deletion}`;
    if (seen.has(key)) return;
    seen.add(key);
    const slot = turn++ % PARALLEL;
    queues[slot] = queues[slot]!.then(async () => {
      if (workers[slot]!.closed) workers[slot] = await LoadConnection.open(server);
      await (deletion ? end : begin)(workers[slot]!, object);
    });
  });
  const heartbeat = setInterval(() => void beat(connection), HEARTBEAT_MS);
  return () => {
    clearInterval(heartbeat);
    stop();
    for (const worker of [connection, ...workers]) worker.close();
  };
}

async function addNode(connection: LoadConnection, name: string): Promise<void> {
  const metadata = { name, labels: { 'kubernetes.io/hostname': name } };
  await must(connection, 'POST', '/api/v1/nodes', { kind: 'Node', apiVersion: 'v1', metadata });
  const now = new Date().toISOString();
  const capacity = { cpu: '4', memory: '8Gi', pods: '110' };
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
  const status = { capacity, allocatable: capacity, conditions: [ready] };
  await must(connection, 'PATCH', `/api/v1/nodes/${name}/status`, { status }, MERGE);
  await must(connection, 'PATCH', `/api/v1/nodes/${name}`, { spec: { taints: null } }, MERGE);
}

async function beat(connection: LoadConnection): Promise<void> {
  const lastHeartbeatTime = new Date().toISOString();
  for (let number = 1; number <= NODES; number++) {
    const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime };
    const patch = { status: { conditions: [ready] } };
    await must(
      connection,
      'PATCH',
      `/api/v1/nodes/node${number}/status`,
      patch,
      'application/strategic-merge-patch+json',
    );
  }
}

async function begin(connection: LoadConnection, pod: Pod): Promise<void> {
  const now = new Date().toISOString();
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: now });
  const status = {
    phase: 'Running',
    conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      ...{ name, image, imageID: image, ready: true, restartCount: 0 },
      state: { running: { startedAt: now } },
    })),
  };
  await connection.send('PATCH', `${pathOf(pod)}/status`, { body: JSON.stringify({ status }), type: MERGE });
}

async function end(connection: LoadConnection, pod: Pod): Promise<void> {
  // It may have gone already.
  await ask(connection, 'DELETE', pathOf(pod), { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
}

function pathOf({ metadata }: Pod): string {
  return `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
}
