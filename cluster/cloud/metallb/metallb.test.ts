import { beforeEach, describe, expect, test } from 'vitest';
import { type ControlPlane, createControlPlane } from '../../../test/helpers/control-plane.ts';
import { eventsOf } from '../../../test/helpers/workloads.ts';
import { createEventRecorder } from '../../client/events.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, ENDPOINT_SLICES, NAMESPACES, NODES, SERVICES } from '../../client/resources.ts';
import { createTestCluster } from '../../network/test-cluster.ts';
import { AddressController } from './address-controller.ts';
import { parseRange } from './address-range.ts';
import { watchMetallbInputs } from './metallb-inputs.ts';
import { METALLB_OBJECTS } from './metallb-manifests.ts';
import { IP_ADDRESS_POOLS, L2_ADVERTISEMENTS, METALLB_NAMESPACE } from './metallb-objects.ts';
import { Speakers } from './speakers.ts';

let plane: ControlPlane;
let network: ReturnType<typeof createTestCluster>;

beforeEach(async () => {
  plane = createControlPlane();
  network = createTestCluster({ nodes: 3 });
  const { client, informers, clock, activity } = plane;
  for (const { path, object } of METALLB_OBJECTS) {
    if (!path.endsWith('customresourcedefinitions')) continue;
    await client.resource(CUSTOM_RESOURCE_DEFINITIONS).create(object);
  }
  await client
    .resource(NAMESPACES)
    .create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: METALLB_NAMESPACE } });
  const inputs = watchMetallbInputs(informers);
  await plane.start();
  const recorder = (component: string) => createEventRecorder({ client, clock, activity, source: { component } });
  const controller = new AddressController({
    inputs,
    client,
    events: recorder('metallb-controller'),
    activity,
    log: () => {},
  });
  const speakers = new Speakers(inputs, (name) => network.network.host(`node/${name}`));
  for (const name of ['node1', 'node2', 'node3']) {
    await client.resource(NODES).create({ apiVersion: 'v1', kind: 'Node', metadata: { name } });
    await ready(name, 'True');
    speakers.join(name, recorder('metallb-speaker'));
  }
  inputs.onChange(() => controller.reconcile());
  inputs.onChange(() => speakers.elect());
  await plane.settled();
});

const IN_SYSTEM = { apiVersion: 'metallb.io/v1beta1' };

async function ready(node: string, status: string) {
  const condition = { type: 'Ready', status, lastHeartbeatTime: null, lastTransitionTime: null };
  const where = { type: 'merge', subresource: 'status' } as const;
  await plane.client.resource(NODES).patch(node, { status: { conditions: [condition] } }, where);
  await settled();
}

async function pool(name: string, addresses: string[], more: object = {}) {
  const object = { ...IN_SYSTEM, kind: 'IPAddressPool', metadata: { name }, spec: { addresses, ...more } };
  await plane.client.resource(IP_ADDRESS_POOLS).create(object, METALLB_NAMESPACE);
  await settled();
}

async function service(name: string, more: { spec?: object; annotations?: Record<string, string> } = {}) {
  const spec = { type: 'LoadBalancer', ports: [{ port: 80 }], selector: { app: name }, ...more.spec };
  const metadata = { name, ...(more.annotations && { annotations: more.annotations }) };
  await plane.client.resource(SERVICES).create({ apiVersion: 'v1', kind: 'Service', metadata, spec }, 'default');
  await settled();
}

async function endpointOn(name: string, node: string) {
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-${node}`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.168.1.2'], nodeName: node, conditions: { ready: true } }],
  };
  await plane.client.resource(ENDPOINT_SLICES).create(slice, 'default');
  await settled();
}

/** Changes are looked at a turn of the event loop later. */
async function settled() {
  for (let turn = 0; turn < 3; turn++) {
    await plane.settled();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const addressOf = (name: string) =>
  plane.informers.informer(SERVICES).get(`default/${name}`)?.status?.loadBalancer?.ingress?.[0]?.ip;

const FAILED = (name: string) => `Warning AllocationFailed Failed to allocate IP for "default/${name}":`;

describe('addresses', () => {
  test('come from the pool in turn; who finds none waits for one', async () => {
    await service('a');
    expect(addressOf('a')).toBeUndefined();
    await pool('first', ['10.100.1.200-10.100.1.201']);
    await service('b');
    await service('c');
    expect([addressOf('a'), addressOf('b'), addressOf('c')]).toEqual(['10.100.1.200', '10.100.1.201', undefined]);
    expect(await eventsOf(plane, 'a')).toEqual(['Normal IPAllocated Assigned IP ["10.100.1.200"]']);
    expect(await eventsOf(plane, 'c')).toEqual([`${FAILED('c')} no available IPs`]);
    await plane.client.resource(SERVICES).delete('a', 'default');
    await settled();
    expect(addressOf('c')).toBe('10.100.1.200');
  });

  test('are those that were asked for, or refused with the reason', async () => {
    await pool('first', ['10.100.1.200/30']);
    await pool('second', ['10.100.1.220/32'], { autoAssign: false });
    await service('a', { annotations: { 'metallb.io/loadBalancerIPs': '10.100.1.202' } });
    await service('b', { annotations: { 'metallb.io/address-pool': 'second' } });
    await service('c', { annotations: { 'metallb.io/loadBalancerIPs': '10.9.9.9' } });
    await service('d', { annotations: { 'metallb.io/address-pool': 'third' } });
    await service('e', {
      annotations: { 'metallb.io/loadBalancerIPs': '10.100.1.203', 'metallb.io/address-pool': 'second' },
    });
    expect(['a', 'b', 'c', 'd', 'e'].map(addressOf)).toEqual([
      '10.100.1.202',
      '10.100.1.220',
      undefined,
      undefined,
      undefined,
    ]);
    expect(await eventsOf(plane, 'c')).toEqual([`${FAILED('c')} ["10.9.9.9"] is not allowed in config`]);
    expect(await eventsOf(plane, 'd')).toEqual([`${FAILED('d')} unknown pool "third"`]);
    expect(await eventsOf(plane, 'e')).toEqual([
      `${FAILED('e')} requested loadBalancer IP(s) ["10.100.1.203"] is not compatible with requested address pool second`,
    ]);
  });

  test('are shared by those who say so, on different ports', async () => {
    await pool('first', ['10.100.1.200/32']);
    const annotations = { 'metallb.io/allow-shared-ip': 'web', 'metallb.io/loadBalancerIPs': '10.100.1.200' };
    await service('a', { annotations });
    await service('b', { annotations, spec: { ports: [{ port: 443 }] } });
    await service('c', { annotations });
    await service('d', {
      annotations: { 'metallb.io/loadBalancerIPs': '10.100.1.200' },
      spec: { ports: [{ port: 1 }] },
    });
    expect(['a', 'b', 'c', 'd'].map(addressOf)).toEqual(['10.100.1.200', '10.100.1.200', undefined, undefined]);
    expect(await eventsOf(plane, 'c')).toEqual([`${FAILED('c')} port TCP/80 is already in use on "10.100.1.200"`]);
    expect(await eventsOf(plane, 'd')).toEqual([
      `${FAILED('d')} can't change sharing key for "default/d", address also in use by default/a,default/b`,
    ]);
  });

  test('go when the Service is no longer of the type, and ranges are what MetalLB takes for some', async () => {
    await pool('first', ['10.100.1.200/32']);
    await service('a');
    const change = { spec: { type: 'ClusterIP', ports: [{ port: 80, nodePort: null }] } };
    await plane.client.resource(SERVICES).patch('a', change, { namespace: 'default', type: 'merge' });
    await settled();
    expect(addressOf('a')).toBeUndefined();
    expect(['10.1.0.0/31', '10.1.0.4 - 10.1.0.5', '10.1.0.5-10.1.0.4', '10.1.0.1', 'x/24'].map(parseRange)).toEqual([
      { first: 0x0a010000, last: 0x0a010001 },
      { first: 0x0a010004, last: 0x0a010005 },
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('layer 2', () => {
  /** Who answers ARP for the first address. */
  const answering = async () => {
    const seen: string[] = [];
    const stop = network.network.onConnection(({ crossings }) => seen.push(crossings[2]?.host ?? 'nobody'));
    const attempt = network.client.connect('10.100.1.200', 80, { timeoutMs: 100 }).catch(() => {});
    await network.clock.advance(200);
    await attempt;
    stop();
    return seen[0];
  };

  beforeEach(async () => {
    await pool('first', ['10.100.1.200/32']);
    await service('a', { spec: { externalTrafficPolicy: 'Local' } });
    await endpointOn('a', 'node2');
  });

  const advertise = async () => {
    const object = { ...IN_SYSTEM, kind: 'L2Advertisement', metadata: { name: 'all' }, spec: {} };
    await plane.client.resource(L2_ADVERTISEMENTS).create(object, METALLB_NAMESPACE);
    await settled();
  };

  test('a node answers only when the pool is advertised, and under Local only one with an endpoint', async () => {
    expect(await answering()).toBe('nobody');
    await advertise();
    expect(await answering()).toBe('node/node2');
    expect((await eventsOf(plane, 'a')).at(-1)).toBe(
      'Normal nodeAssigned announcing from node "node2" with protocol "layer2"',
    );
  });

  test('another node takes over when the leader is not ready', async () => {
    await advertise();
    await endpointOn('a', 'node3');
    const leader = await answering();
    const other = leader === 'node/node2' ? 'node/node3' : 'node/node2';
    await ready(String(leader).replace('node/', ''), 'Unknown');
    expect(await answering()).toBe(other);
  });
});
