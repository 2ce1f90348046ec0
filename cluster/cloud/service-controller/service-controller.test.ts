import { beforeEach, expect, test } from 'vitest';
import { type ControlPlane, createControlPlane } from '../../../test/helpers/control-plane.ts';
import { eventsOf } from '../../../test/helpers/workloads.ts';
import { createEventRecorder } from '../../client/events.ts';
import type { Service } from '../../client/objects.ts';
import { NODES, SERVICES } from '../../client/resources.ts';
import { type CloudProvider, CloudProviderError } from './cloud-provider.ts';
import { startServiceController } from './service-controller.ts';

/** A cloud that gives one address to everybody and refuses what it is told to refuse. */
class TestProvider implements CloudProvider {
  readonly name = 'test';
  /** Nodes by Service. */
  readonly balancers = new Map<string, string[]>();
  readonly refusals = new Map<'ensure' | 'update' | 'delete', string>();

  wroteBack(_service: Service, name: string, value: string) {
    return name === 'test/id' && value === '1';
  }
  skips({ metadata }: Service): string | undefined {
    return metadata.annotations?.['test/skip'] && 'service annotation test/class is not defined, skip';
  }
  async get({ metadata }: Service) {
    return this.balancers.has(metadata.name) ? {} : undefined;
  }
  async ensure(service: Service, nodes: Parameters<CloudProvider['ensure']>[1]) {
    this.#refuse('ensure');
    this.balancers.set(
      service.metadata.name,
      nodes.map(({ metadata }) => metadata.name),
    );
    return { ingress: [{ ip: '198.51.100.7' }] };
  }
  async update(service: Service, nodes: Parameters<CloudProvider['ensure']>[1]) {
    this.#refuse('update');
    await this.ensure(service, nodes);
  }
  async delete({ metadata }: Service) {
    this.#refuse('delete');
    this.balancers.delete(metadata.name);
  }
  #refuse(operation: 'ensure' | 'update' | 'delete') {
    const refusal = this.refusals.get(operation);
    if (refusal) throw new CloudProviderError(refusal);
  }
}

let plane: ControlPlane;
let provider: TestProvider;
let lines: string[];
let stop: () => void;

beforeEach(async () => {
  plane = createControlPlane();
  provider = new TestProvider();
  lines = [];
  const { client, informers, clock, activity } = plane;
  informers.informer(SERVICES);
  informers.informer(NODES);
  await plane.start();
  for (const name of ['node1', 'node2', 'node3']) {
    await client.resource(NODES).create({ apiVersion: 'v1', kind: 'Node', metadata: { name } });
  }
  await plane.settled();
  const events = createEventRecorder({ client, clock, activity, source: { component: 'service-controller' } });
  const onError = (error: unknown) => plane.errors.push(error);
  const log = (line: string) => lines.push(line.slice(line.indexOf(']') + 2));
  stop = startServiceController({ provider, client, informers, events, clock, activity, log, onError });
  await plane.settled();
});

async function create(name: string, more: { spec?: object; annotations?: Record<string, string> } = {}) {
  await plane.client.resource(SERVICES).create(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, ...(more.annotations ? { annotations: more.annotations } : {}) },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }], selector: { app: name }, ...more.spec },
    },
    'default',
  );
  await plane.settled();
}

const service = (name: string) => plane.informers.informer(SERVICES).get(`default/${name}`);
const change = async (name: string, patch: unknown) => {
  await plane.client.resource(SERVICES).patch(name, patch, { namespace: 'default', type: 'merge' });
  await plane.settled();
};

test('a Service gets its finalizer, its load balancer on all nodes, its address and two events', async () => {
  await create('web');
  expect(service('web')?.metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
  expect(service('web')?.status).toEqual({ loadBalancer: { ingress: [{ ip: '198.51.100.7', ipMode: 'VIP' }] } });
  expect(provider.balancers).toEqual(new Map([['web', ['node1', 'node2', 'node3']]]));
  expect(await eventsOf(plane, 'web')).toEqual([
    'Normal EnsuringLoadBalancer Ensuring load balancer',
    'Normal EnsuredLoadBalancer Ensured load balancer',
  ]);
});

test('deleted: the load balancer goes first, then the finalizer and with it the Service', async () => {
  await create('web');
  await plane.client.resource(SERVICES).delete('web', 'default');
  await plane.settled();
  expect(service('web')).toBeUndefined();
  expect(provider.balancers.size).toBe(0);
  expect((await eventsOf(plane, 'web')).slice(2)).toEqual([
    'Normal DeletingLoadBalancer Deleting load balancer',
    'Normal DeletedLoadBalancer Deleted load balancer',
  ]);
});

test('a deletion that fails is tried again after 5, 10, 20 s; meanwhile the Service stays', async () => {
  await create('web');
  provider.refusals.set('delete', 'quota of the API exceeded');
  await plane.client.resource(SERVICES).delete('web', 'default');
  await plane.clock.advance(20_000);
  await plane.settled();
  expect(service('web')?.metadata.deletionTimestamp).toBe('2026-01-05T09:00:00Z');
  expect((await eventsOf(plane, 'web')).at(-1)).toBe(
    'Warning SyncLoadBalancerFailed Error syncing load balancer: failed to delete load balancer: quota of the API exceeded (x3)',
  );
  expect(lines.filter((line) => line.startsWith('Deleting existing'))).toHaveLength(3);
  provider.refusals.clear();
  await plane.clock.advance(15_000);
  await plane.settled();
  expect(service('web')).toBeUndefined();
});

test('another type: the load balancer goes, the Service stays without finalizer and address', async () => {
  await create('web');
  await change('web', { spec: { type: 'ClusterIP', ports: [{ port: 80, nodePort: null }] } });
  expect(service('web')?.metadata.finalizers).toBeUndefined();
  expect(service('web')?.status).toEqual({ loadBalancer: {} });
  expect(provider.balancers.size).toBe(0);
});

test('a refusal is an event, and is retried from 5 s on until it is mended', async () => {
  provider.refusals.set('ensure', 'no more addresses');
  await create('web');
  expect(await eventsOf(plane, 'web')).toEqual([
    'Normal EnsuringLoadBalancer Ensuring load balancer',
    'Warning SyncLoadBalancerFailed Error syncing load balancer: failed to ensure load balancer: no more addresses',
  ]);
  expect(lines.at(-1)).toBe(
    '"Unhandled Error" err="error processing service default/web (retrying with exponential backoff): failed to ensure load balancer: no more addresses" logger="UnhandledError"',
  );
  const attempts = () => lines.filter((line) => line.startsWith('Ensuring')).length;
  for (const [ms, expected] of [
    [4_999, 1],
    [1, 2],
    [9_999, 2],
    [1, 3],
    [20_000, 4],
    [600_000, 8],
    [300_000, 9],
  ] as const) {
    await plane.clock.advance(ms);
    expect(attempts()).toBe(expected);
  }
  provider.refusals.clear();
  await plane.clock.advance(300_000);
  await plane.settled();
  expect(service('web')?.status?.loadBalancer?.ingress).toHaveLength(1);
});

test('a loadBalancerClass is somebody else’s, and what the provider skips gets a log line alone', async () => {
  await create('other', { spec: { loadBalancerClass: 'example.com/lb' } });
  await create('plain', { annotations: { 'test/skip': 'yes' } });
  expect(await eventsOf(plane, 'other')).toEqual([]);
  expect(await eventsOf(plane, 'plain')).toEqual([]);
  expect(service('plain')?.metadata.finalizers).toBeUndefined();
  expect(lines.at(-1)).toBe('service default/plain: service annotation test/class is not defined, skip');
  await change('plain', { metadata: { annotations: { 'test/skip': null } } });
  expect(service('plain')?.status?.loadBalancer?.ingress).toHaveLength(1);
});

test('nodes that come, go or are excluded are told to every load balancer; one that is not ready stays', async () => {
  await create('web');
  const label = 'node.kubernetes.io/exclude-from-external-load-balancers';
  const nodes = plane.client.resource(NODES);
  const relabel = async (value: string | null) => {
    await nodes.patch('node2', { metadata: { labels: { [label]: value } } }, { type: 'merge' });
    await plane.settled();
    return provider.balancers.get('web');
  };
  expect(await relabel('')).toEqual(['node1', 'node3']);
  expect(await relabel('false')).toEqual(['node1', 'node2', 'node3']);
  await nodes.patch(
    'node1',
    { status: { conditions: [{ type: 'Ready', status: 'False' }] } },
    { subresource: 'status' },
  );
  await nodes.delete('node3');
  await plane.settled();
  expect(provider.balancers.get('web')).toEqual(['node1', 'node2']);
  expect((await eventsOf(plane, 'web')).slice(2)).toEqual([
    'Normal UpdatedLoadBalancer Updated load balancer with new hosts (x3)',
  ]);

  provider.refusals.set('update', 'try later');
  expect(await relabel('true')).toEqual(['node1']);
  expect((await eventsOf(plane, 'web')).filter((line) => line.startsWith('Warning'))).toEqual([
    'Warning UpdateLoadBalancerFailed Error updating load balancer with new hosts [node1] [node names limited, total number of nodes: 1], error: try later',
  ]);
  provider.refusals.clear();
  await nodes.delete('node1');
  await plane.settled();
  expect((await eventsOf(plane, 'web')).at(-1)).toBe(
    'Warning UnAvailableLoadBalancer There are no available nodes for LoadBalancer',
  );
});

test('what the provider writes back asks for no second sync, what a person changes does', async () => {
  await create('web');
  const syncs = () => lines.filter((line) => line.startsWith('Ensuring')).length;
  await change('web', { metadata: { annotations: { 'test/id': '1' } } });
  await change('web', { metadata: { labels: { colour: 'red' } } });
  expect(syncs()).toBe(1);
  await change('web', { metadata: { annotations: { 'test/id': '2' } } });
  await change('web', { spec: { externalTrafficPolicy: 'Local' } });
  expect(syncs()).toBe(3);
});

test('while nobody runs it nothing happens; the next start takes up what was left', async () => {
  await create('old');
  stop();
  await create('new');
  await plane.client.resource(SERVICES).delete('old', 'default');
  await plane.clock.advance(600_000);
  expect(service('new')?.status).toEqual({ loadBalancer: {} });
  expect(service('old')?.metadata.deletionTimestamp).toBeDefined();
  const { client, informers, clock, activity } = plane;
  const events = createEventRecorder({ client, clock, activity, source: { component: 'service-controller' } });
  startServiceController({ provider, client, informers, events, clock, activity, log: () => {}, onError: () => {} });
  await plane.settled();
  expect(service('new')?.status?.loadBalancer?.ingress).toHaveLength(1);
  expect(service('old')).toBeUndefined();
});
