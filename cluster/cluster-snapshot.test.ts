import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cluster, ClusterOptions } from './cluster.ts';
import type { ClusterSnapshot } from './cluster-snapshot.ts';
import { readClusterSnapshot } from './composition/parse-cluster-snapshot.ts';
import { createCluster } from './create-cluster.ts';
import type { Program } from './machinery/machine.ts';
import { SeededRandom } from './machinery/random.ts';
import { VirtualClock } from './machinery/virtual-clock.ts';

const SEED = 20_260_105;
const ADMINISTRATOR = { name: 'test', groups: ['system:masters'] };
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const PODS = '/api/v1/namespaces/default/pods';
const labels = { app: 'web' };

let stops: (() => void)[];

beforeEach(() => {
  stops = [];
});

afterEach(() => {
  for (const stop of stops.reverse()) stop();
});

interface StartOptions extends Partial<ClusterOptions> {
  /** False: with a pod that never becomes ready. */
  readonly settles?: boolean;
}

async function start({ settles = true, ...options }: StartOptions = {}): Promise<Cluster & { clock: VirtualClock }> {
  const clock = new VirtualClock(options.restore?.time);
  const cluster = await createCluster({
    nodes: 2,
    clock,
    random: new SeededRandom(SEED),
    token: 'token-of-the-first',
    pace: 'instant',
    addons: ['cloud=manual'],
    programs: () => ({ find: () => undefined, names: () => [] }),
    logger: {
      error: (details, message) => {
        throw new Error(`${message} (seed ${SEED}): ${JSON.stringify(details)}`);
      },
    },
    ...options,
  });
  stops.push(() => cluster.close());
  if (!settles) await clock.advance(0);
  if (!settles) return { ...cluster, clock };
  stops.push(clock.runFreely());
  await cluster.settled();
  return { ...cluster, clock };
}

/** As it comes back from a file. */
const throughText = (snapshot: ClusterSnapshot): ClusterSnapshot => JSON.parse(JSON.stringify(snapshot));

async function send(cluster: Cluster, method: string, path: string, body?: object, contentType?: string) {
  const request = { method, path, body, user: ADMINISTRATOR, ...(contentType ? { contentType } : {}) };
  const answer = await cluster.api.send(request as Parameters<Cluster['api']['send']>[0]);
  if (answer.status >= 400) throw new Error(JSON.stringify(answer.body));
  return answer.body as Record<string, unknown>;
}

async function createApp(cluster: Cluster): Promise<void> {
  const container = { name: 'web', image: 'ghcr.io/rabbithole-labs/colour:1.0', args: ['--colour', 'blue'] };
  await send(cluster, 'POST', DEPLOYMENTS, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  });
  await send(cluster, 'POST', '/api/v1/namespaces/default/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', selector: labels, ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] },
  });
  await cluster.settled();
}

interface Item {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: Record<string, unknown>;
  readonly status: Record<string, unknown>;
}

const items = async (cluster: Cluster, path: string) => (await send(cluster, 'GET', path))['items'] as Item[];

/** What pods are, without what a label or a spec may change. */
const podsOf = async (cluster: Cluster) =>
  (await items(cluster, PODS)).map(({ metadata, status }) => [metadata, status]);

const answerOf = async (cluster: Cluster, url = 'http://10.100.1.10:30080/') =>
  (await cluster.traces.probe(url)).result.kind;

/** iptables-save without the counters of the chains. */
const rulesOf = (cluster: Cluster) =>
  ['node1', 'node2'].map((name) =>
    cluster
      .node(name)
      ?.network.rules()
      .replaceAll(/\[\d+:\d+\]/g, ''),
  );

/** Every object's resource, name and resourceVersion. */
const versionsOf = ({ store }: ClusterSnapshot, leaveOut: RegExp) =>
  store.resources
    .flatMap(({ resource, objects }) =>
      objects.map(
        ({ metadata }) => `${resource} ${metadata.namespace ?? ''}/${metadata.name} ${metadata.resourceVersion}`,
      ),
    )
    .filter((line) => !leaveOut.test(line))
    .sort();

describe('restored', () => {
  test('nothing has happened: no object was written but the nodes’ heartbeats, and traffic takes the same way', async () => {
    const first = await start();
    await createApp(first);
    const snapshot = first.snapshot();
    const second = await start({ restore: throughText(snapshot) });
    const heartbeats = /^(nodes|coordination\.k8s\.io\/leases) |^events default\/node/;
    expect(versionsOf(second.snapshot(), heartbeats)).toEqual(versionsOf(snapshot, heartbeats));
    expect(rulesOf(second)).toEqual(rulesOf(first));
    expect(await answerOf(second)).toBe('answered');
    const pods = await podsOf(second);
    await second.clock.advance(120_000);
    await second.settled();
    expect(await podsOf(second)).toEqual(pods);
    const nodes = await items(second, '/api/v1/nodes');
    expect(nodes.map(({ spec }) => spec['taints'])).toEqual([undefined, undefined]);
  });

  test('new pods get other addresses, new Services other cluster IPs, and no uid comes a second time', async () => {
    const first = await start();
    await createApp(first);
    const second = await start({ restore: throughText(first.snapshot()) });
    await send(second, 'PATCH', `${DEPLOYMENTS}/web/scale`, { spec: { replicas: 6 } }, 'application/merge-patch+json');
    await second.settled();
    const pods = await items(second, PODS);
    expect(pods).toHaveLength(6);
    for (const field of ['podIP']) expect(new Set(pods.map(({ status }) => status[field])).size).toBe(6);
    expect(new Set(pods.map(({ metadata }) => metadata.uid)).size).toBe(6);
  });

  test('a watch from before is told that its past is gone, or gets it from the journal', async () => {
    const first = await start();
    const { revision } = first.snapshot().store;
    await createApp(first);
    const watch = (cluster: Cluster) => {
      const query = new URLSearchParams({ watch: 'true', resourceVersion: String(revision) });
      const seen: string[] = [];
      const request = { method: 'GET', path: DEPLOYMENTS, query, user: ADMINISTRATOR } as const;
      const opened = cluster.api.watch(request, ({ type }) => seen.push(type));
      return 'status' in opened ? opened.status : seen.slice(0, 2);
    };
    const plain = await start({ restore: throughText(first.snapshot()) });
    const journaled = await start({ restore: throughText(first.snapshot({ journal: true })) });
    expect([watch(plain), watch(journaled)]).toEqual([410, ['ADDED', 'MODIFIED']]);
  });

  test('a rollout that was interrupted goes on to its end', async () => {
    const first = await start();
    await createApp(first);
    first.setPace('real');
    const container = { name: 'web', env: [{ name: 'RELEASE', value: '2' }] };
    const patch = { spec: { template: { spec: { containers: [container] } } } };
    await send(first, 'PATCH', `${DEPLOYMENTS}/web`, patch, 'application/strategic-merge-patch+json');
    const before = await items(first, PODS);
    const second = await start({ restore: throughText(first.snapshot()) });
    const sets = await items(second, '/apis/apps/v1/namespaces/default/replicasets');
    expect(before.length).toBeGreaterThanOrEqual(3);
    expect(sets.map(({ status }) => status['readyReplicas'] ?? 0).sort()).toEqual([0, 3]);
    const pods = await items(second, PODS);
    expect(pods.map(({ spec }) => JSON.stringify(spec).includes('RELEASE'))).toEqual([true, true, true]);
    expect(await answerOf(second)).toBe('answered');
  });

  test('custom resources are served, load balancers balance, names resolve', async () => {
    const first = await start();
    await createApp(first);
    const group = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' };
    const versions = ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === 'v1', schema }));
    const spec = { group: 'example.org', scope: 'Namespaced', names, versions };
    await send(first, 'POST', group, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.org' },
      spec,
    });
    const widgets = '/apis/example.org/v1/namespaces/default/widgets';
    await send(first, 'POST', widgets, { apiVersion: 'example.org/v1', kind: 'Widget', metadata: { name: 'a' } });
    first.cloud.createLoadBalancer({ name: 'edge', address: '198.51.100.7', port: 80, targets: ['node2:30080'] });
    first.cloud.publishName('shop.example.org', '198.51.100.7');
    await first.settled();
    const snapshot = throughText(first.snapshot());
    const second = await start({ restore: snapshot });
    expect(await items(second, widgets)).toEqual(await items(first, widgets));
    expect(await answerOf(second, 'http://shop.example.org/')).toBe('answered');
    expect(second.snapshot().cloud).toEqual(snapshot.cloud);
    const services = /^apiregistration/;
    const lines = (of: ClusterSnapshot) => versionsOf(of, /^(?!apiregistration)/);
    expect(lines(second.snapshot()).filter((line) => services.test(line))).toEqual(lines(snapshot));
  });

  test('files stay: of machines, of containers and of their volumes, and what was printed', async () => {
    const first = await start();
    first.client.files.write('/home/learner/notes', Buffer.from('remember'));
    first.client.files.append('/home/learner/.kube/config', Buffer.from('# mine'));
    first.node('node1')?.files.write('/etc/motd', Buffer.from('welcome'));
    await send(first, 'POST', PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'scratch' },
      spec: {
        nodeName: 'node1',
        volumes: [{ name: 'shared', emptyDir: {} }],
        containers: [{ name: 'web', image: 'nginx:1.27', volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }],
      },
    });
    await first.settled();
    const snapshot = throughText(first.snapshot());
    expect(JSON.stringify(snapshot.files)).not.toContain('token-of-the-first');
    const second = await start({ restore: snapshot, token: 'another' });
    const read = (path: string) => Buffer.from(second.client.files.read(path)).toString();
    expect(read('/home/learner/notes')).toBe('remember');
    expect(read('/home/learner/.kube/config')).toMatch(/token: another\n[\s\S]*# mine$/);
    expect(Buffer.from(second.node('node1')?.files.read('/etc/motd') ?? []).toString()).toBe('welcome');
  });
});

/** Notes on disk that it was started, says so, and waits. */
const noteProgram: Program = async ({ machine, stdout, signal }) => {
  for (const path of ['/shared/notes', '/tmp/notes']) machine.files.append(path, Buffer.from('started\n'));
  await stdout.write(Buffer.from(`for ${machine.environment['WHOM']}\n`));
  if (machine.environment['WHOM'] === 'nobody') return 3;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return 0;
};

test('a container goes on under its id: its files, what it printed, its environment, and how often it ended', async () => {
  const table = { find: (name: string) => (name === 'note' ? noteProgram : undefined), names: () => ['note'] };
  const programs = () => table;
  const first = await start({ programs });
  const container = (name: string, whom: object) => ({
    name,
    image: 'registry.k8s.io/e2e-test-images/ipc-utils:1.3',
    command: ['note'],
    env: [{ name: 'WHOM', ...whom }],
    volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
  });
  const settings = '/api/v1/namespaces/default/configmaps';
  const data = (whom: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { whom },
  });
  await send(first, 'POST', settings, data('all'));
  const whom = { valueFrom: { configMapKeyRef: { name: 'settings', key: 'whom' } } };
  const pod = (name: string, containers: object[]) =>
    send(first, 'POST', PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { nodeName: 'node1', volumes: [{ name: 'shared', emptyDir: {} }], containers },
    });
  await pod('steady', [container('note', whom)]);
  await first.settled();
  await pod('broken', [container('note', { value: 'nobody' })]);
  await first.clock.advance(65_000);
  await send(first, 'PUT', `${settings}/settings`, data('others'));
  const before = await podsOf(first);
  const second = await start({ programs, restore: throughText(first.snapshot()), settles: false });
  expect(await podsOf(second)).toEqual(before);
  const { pods } = second.snapshot().runtimes['node1'] ?? { pods: [] };
  const [steady, broken] = ['steady', 'broken'].map((name) => {
    const uid = (before.map(([metadata]) => metadata) as Item['metadata'][]).find((each) => each.name === name)?.uid;
    return pods.find((each) => each.uid === uid);
  });
  const run = steady?.containers[0]?.runs[0];
  expect(run?.log.map(({ text }) => text)).toEqual(['for all\n', 'for all\n']);
  expect(run?.files?.find(({ path }) => path === '/tmp/notes')?.text).toBe('started\nstarted\n');
  expect(steady?.volumes[0]?.files.find(({ path }) => path === '/notes')?.text).toBe('started\nstarted\n');
  expect(broken?.containers[0]?.runs[0]?.log.map(({ text }) => text)).toEqual(['for nobody\n']);
  const states = (await items(second, PODS)).map(({ metadata, status }) => {
    const [only] = status['containerStatuses'] as { restartCount: number; state: { waiting?: { reason: string } } }[];
    return [metadata.name, only?.restartCount, only?.state.waiting?.reason];
  });
  expect(states).toEqual([
    ['broken', 3, 'CrashLoopBackOff'],
    ['steady', 0, undefined],
  ]);
});

test('a cluster of the past: what was deleted since runs again, as it was', async () => {
  const first = await start();
  await createApp(first);
  const before = await podsOf(first);
  const { store, time } = first.snapshot();
  await first.clock.advance(5_000);
  await send(first, 'DELETE', `${DEPLOYMENTS}/web`);
  await first.clock.advance(60_000);
  await first.settled();
  expect(await podsOf(first)).toEqual([]);
  for (const at of [{ revision: store.revision }, { time }]) {
    const again = await start({ restore: throughText(first.snapshot({ at })) });
    expect(await podsOf(again)).toEqual(before);
    expect(await answerOf(again)).toBe('answered');
  }
  expect(() => first.snapshot({ at: { revision: 10_000_000 } })).toThrow('revision 10000000 is out of reach');
});

test('two clusters of one snapshot do not see each other', async () => {
  const first = await start();
  await createApp(first);
  const snapshot = first.snapshot();
  const [left, right] = [await start({ restore: snapshot }), await start({ restore: snapshot })];
  await send(left, 'DELETE', `${DEPLOYMENTS}/web`);
  await left.clock.advance(60_000);
  await left.settled();
  expect([await podsOf(left), (await podsOf(right)).length, (await podsOf(first)).length]).toEqual([[], 3, 3]);
  expect([await answerOf(left), await answerOf(right)]).toEqual(['refused', 'answered']);
});

test('a snapshot that was written with version 1 stays readable', async () => {
  const file = new URL('testdata/cluster-snapshot-v1.json', import.meta.url);
  const restore = readClusterSnapshot(readFileSync(file, 'utf8'));
  const cluster = await start({ restore, addons: [] });
  const pods = await items(cluster, PODS);
  expect(pods.map(({ metadata, status }) => `${metadata.name} ${status['podIP']} ${status['phase']}`)).toEqual([
    'web-66d47686b4-75bc9 192.168.1.3 Running',
    'web-66d47686b4-g2f78 192.168.2.3 Running',
  ]);
  const { runs } = cluster.snapshot().runtimes['node1']?.pods[0]?.containers[0] ?? { runs: [] };
  expect(runs[0]?.id).toMatch(/^[0-9a-f]{64}$/);
});

describe('is refused', () => {
  test.each<[string, (snapshot: ClusterSnapshot) => object | string, string]>([
    ['what is something else', () => ({ kind: 'Pod' }), 'this is no snapshot of a cluster'],
    [
      'another version',
      (it) => ({ ...it, version: 2 }),
      "a cluster's snapshot of version 2 cannot be read here: known is 1",
    ],
    ['a number that is none', (it) => ({ ...it, nodes: 'two' }), 'nodes must be a whole number that is not negative'],
    ['other nodes', (it) => ({ ...it, nodes: 3 }), 'the snapshot has 3 nodes, not 2'],
    ['other add-ons', (it) => ({ ...it, addons: [] }), 'the snapshot has the add-ons none, not cloud=manual'],
    ['the future', (it) => ({ ...it, time: it.time + 1 }), "the clock stands before the snapshot's time"],
    ['a store that is damaged', (it) => ({ ...it, store: { ...it.store, version: 7 } }), 'store: version 7 of a store'],
  ])('%s', async (_name, change, message) => {
    const first = await start();
    const snapshot = throughText(first.snapshot());
    const restore = change(snapshot) as ClusterSnapshot;
    await expect(start({ restore, clock: new VirtualClock(snapshot.time) })).rejects.toThrow(message);
  });
});
