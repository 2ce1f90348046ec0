import type { ApiServerUnderTest } from './api-server-under-test.ts';
import { LoadConnection, must } from './load-connection.ts';
import { watchObjects } from './watch-objects.ts';

const CONNECTIONS = 16;
const MEASURE_MS = 2_000;
const WATCHED_WRITES = 300;
const PODS = 1_000;
const LISTS = 10;
const REPLICAS = 100;
const NAMESPACE = '/api/v1/namespaces/bench';

/** What one round measures of one server. `higher`: whether more is better. */
export interface Measurement {
  readonly what: string;
  readonly unit: string;
  readonly higher: boolean;
  run(server: ApiServerUnderTest, round: number): Promise<number>;
}

export const measurements: readonly Measurement[] = [
  {
    what: 'reads of a pod',
    unit: '/s',
    higher: true,
    run: (server) => perSecond(server, () => ['GET', `${NAMESPACE}/pods/pod-7`]),
  },
  {
    what: 'writes (create a ConfigMap)',
    unit: '/s',
    higher: true,
    run: (server, round) =>
      perSecond(server, (number) => ['POST', `${NAMESPACE}/configmaps`, configMap(`w-${round}-${number}`)]),
  },
  { what: 'watch latency, p50', unit: ' ms', higher: false, run: watchLatency },
  { what: 'list of 1,000 pods', unit: ' ms', higher: false, run: listPods },
  { what: 'roll-out of 100 replicas', unit: ' ms', higher: false, run: rollOut },
];

/** A namespace with 1,000 pods that nobody schedules. */
export async function prepare(server: ApiServerUnderTest): Promise<void> {
  const connection = await LoadConnection.open(server);
  await must(connection, 'POST', '/api/v1/namespaces', object('Namespace', 'bench', {}));
  await eventually(async () => (await connection.send('GET', `${NAMESPACE}/serviceaccounts/default`)).status === 200);
  connection.close();
  await inParallel(server, PODS, (number) => ['POST', `${NAMESPACE}/pods`, pod(`pod-${number}`)]);
}

type Request = readonly [method: string, path: string, body?: object];

async function perSecond(server: ApiServerUnderTest, request: (number: number) => Request): Promise<number> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => LoadConnection.open(server)));
  const started = performance.now();
  let number = 0;
  const one = async (connection: LoadConnection) => {
    while (performance.now() - started < MEASURE_MS) await must(connection, ...request(number++));
  };
  await Promise.all(connections.map(one));
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  return number / seconds;
}

async function inParallel(
  server: ApiServerUnderTest,
  count: number,
  request: (number: number) => Request,
): Promise<void> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => LoadConnection.open(server)));
  let number = 0;
  const one = async (connection: LoadConnection) => {
    while (number < count) await must(connection, ...request(number++));
  };
  await Promise.all(connections.map(one));
  for (const connection of connections) connection.close();
}

/** From sending a write to the event of a watch, one write at a time. */
async function watchLatency(server: ApiServerUnderTest, round: number): Promise<number> {
  const arrived = new Map<string, (atMs: number) => void>();
  const stop = await watchObjects<{ metadata: { name: string } }>(
    server,
    `${NAMESPACE}/configmaps`,
    ({ object: { metadata } }) => {
      arrived.get(metadata.name)?.(performance.now());
      arrived.delete(metadata.name);
    },
  );
  const connection = await LoadConnection.open(server);
  const latencies: number[] = [];
  for (let number = 0; number < WATCHED_WRITES; number++) {
    const name = `l-${round}-${number}`;
    const event = new Promise<number>((resolve) => arrived.set(name, resolve));
    const sent = performance.now();
    await must(connection, 'POST', `${NAMESPACE}/configmaps`, configMap(name));
    latencies.push((await event) - sent);
  }
  stop();
  connection.close();
  return median(latencies);
}

async function listPods(server: ApiServerUnderTest): Promise<number> {
  const connection = await LoadConnection.open(server);
  const times: number[] = [];
  for (let count = 0; count < LISTS; count++) {
    const started = performance.now();
    const { body } = await must(connection, 'GET', `${NAMESPACE}/pods`);
    times.push(performance.now() - started);
    const { items } = JSON.parse(body.toString('utf8')) as { items: unknown[] };
    if (items.length !== PODS) throw new Error(`${server.name} lists ${items.length} pods instead of ${PODS}`);
  }
  connection.close();
  return median(times);
}

/** From the Deployment's creation to all of its replicas ready. */
async function rollOut(server: ApiServerUnderTest, round: number): Promise<number> {
  const path = '/apis/apps/v1/namespaces/bench/deployments';
  const connection = await LoadConnection.open(server);
  const name = `roll-out-${round}`;
  const labels = { app: name };
  const spec = {
    replicas: REPLICAS,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: podSpec },
  };
  let ready = () => {};
  const done = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const stop = await watchObjects<{ status?: { readyReplicas?: number } }>(
    server,
    `${path}?fieldSelector=metadata.name%3D${name}`,
    ({ object }) => object.status?.readyReplicas === REPLICAS && ready(),
  );
  const started = performance.now();
  await must(connection, 'POST', path, { ...object('Deployment', name, { spec }), apiVersion: 'apps/v1' });
  await done;
  const took = performance.now() - started;
  stop();
  await must(connection, 'DELETE', `${path}/${name}`);
  const selector = `labelSelector=app%3D${name}&limit=1`;
  await eventually(async () => {
    const { body } = await must(connection, 'GET', `${NAMESPACE}/pods?${selector}`);
    return (JSON.parse(body.toString('utf8')) as { items: unknown[] }).items.length === 0;
  });
  connection.close();
  return took;
}

const podSpec = {
  containers: [{ name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '1m' } } }],
  terminationGracePeriodSeconds: 0,
};

function pod(name: string): object {
  return object('Pod', name, { spec: { ...podSpec, schedulerName: 'nobody' } });
}

function configMap(name: string): object {
  return object('ConfigMap', name, { data: { key: 'value' } });
}

function object(kind: string, name: string, rest: object): object {
  return { kind, apiVersion: 'v1', metadata: { name }, ...rest };
}

const EVENTUALLY_MS = 60_000;

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + EVENTUALLY_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('what the bench waits for does not come');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
