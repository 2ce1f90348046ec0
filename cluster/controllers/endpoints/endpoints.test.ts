import { expect, test } from 'vitest';
import { createControlPlane } from '../../../test/helpers/control-plane.ts';
import { startNodes } from '../../../test/helpers/nodes.ts';
import { createPod, expose } from '../../../test/helpers/workloads.ts';
import { ENDPOINT_SLICES, ENDPOINTS, NODES, PODS, SERVICES } from '../../client/resources.ts';

async function oneNode() {
  const plane = createControlPlane();
  await plane.start();
  await startNodes(plane, 1);
  return {
    plane,
    slices: () =>
      plane.informers
        .informer(ENDPOINT_SLICES)
        .list('default')
        .filter(({ metadata }) => metadata.name !== 'kubernetes'),
    subsets: () => plane.informers.informer(ENDPOINTS).get('default/red')?.subsets,
  };
}

const labels = { app: 'red' };

test('a service has a slice before it has pods, and each pod appears there with its conditions', async () => {
  const { plane, slices, subsets } = await oneNode();
  const service = await expose(plane, 'red', { selector: labels, ports: [{ port: 80, targetPort: 'http' }] });
  await plane.settled();
  expect(slices()).toMatchObject([{ endpoints: [], addressType: 'IPv4' }]);
  const ports = [{ name: 'http', containerPort: 80 }];
  const readinessProbe = { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 5 };
  await createPod(plane, 'up', { containers: [{ name: 'web', image: 'web:1', ports }] }, { labels });
  await plane.settled();
  const containers = [{ name: 'web', image: 'web:1', ports, readinessProbe, command: ['stubborn'] }];
  await createPod(plane, 'down', { containers }, { labels });
  await plane.settled();

  const pod = (name: string) => plane.informers.informer(PODS).get(`default/${name}`)!;
  const target = (name: string) => ({ kind: 'Pod', namespace: 'default', name, uid: pod(name).metadata.uid });
  const [slice] = slices();
  expect(slice?.metadata.name).toMatch(/^red-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(slice?.metadata.labels).toEqual({
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': 'red',
  });
  expect(slice?.metadata.ownerReferences).toEqual([
    {
      apiVersion: 'v1',
      kind: 'Service',
      name: 'red',
      uid: service.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ]);
  expect(slice?.ports).toEqual([{ name: '', protocol: 'TCP', port: 80 }]);
  expect(slice?.endpoints).toEqual([
    {
      addresses: ['192.168.1.2'],
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: target('up'),
      nodeName: 'node1',
    },
    {
      addresses: ['192.168.1.3'],
      conditions: { ready: false, serving: false, terminating: false },
      targetRef: target('down'),
      nodeName: 'node1',
    },
  ]);
  expect(subsets()).toEqual([
    {
      addresses: [{ ip: '192.168.1.2', nodeName: 'node1', targetRef: target('up') }],
      notReadyAddresses: [{ ip: '192.168.1.3', nodeName: 'node1', targetRef: target('down') }],
      ports: [{ port: 80, protocol: 'TCP' }],
    },
  ]);

  await plane.client.resource(PODS).delete('down', 'default');
  await plane.settled();
  expect(slices()[0]?.endpoints.map(({ conditions }) => conditions)).toEqual([
    { ready: true, serving: true, terminating: false },
    { ready: false, serving: false, terminating: true },
  ]);
  await plane.clock.advance(30_000);
  await plane.settled();
  expect(slices()[0]?.endpoints.length).toBe(1);
});

test('slices and endpoints go with their service', async () => {
  const { plane, slices, subsets } = await oneNode();
  await expose(plane, 'red', { selector: labels, ports: [{ port: 80 }] });
  await createPod(plane, 'up', {}, { labels });
  await plane.settled();
  expect([slices().length, subsets()?.length]).toEqual([1, 1]);
  await plane.client.resource(SERVICES).delete('red', 'default');
  await plane.settled();
  expect([slices().length, subsets()]).toEqual([0, undefined]);
});

test('pods whose named port differs are in slices of their own', async () => {
  const { plane, slices } = await oneNode();
  await expose(plane, 'red', { selector: labels, ports: [{ port: 80, targetPort: 'http' }] });
  for (const containerPort of [80, 8080]) {
    const containers = [{ name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort }] }];
    await createPod(plane, `on-${containerPort}`, { containers }, { labels });
  }
  await plane.settled();
  expect(slices().map(({ ports, endpoints }) => [ports?.[0]?.port, endpoints.length])).toEqual([
    [80, 1],
    [8080, 1],
  ]);
});

test('Endpoints that somebody wrote are mirrored into slices for as long as they are there', async () => {
  const { plane, slices } = await oneNode();
  await expose(plane, 'mine', { ports: [{ port: 80 }] });
  const endpoints = plane.client.resource(ENDPOINTS);
  const ports = [{ port: 80 }];
  const metadata = { name: 'mine', namespace: 'default' };
  const subsets = [{ addresses: [{ ip: '10.1.2.3' }], notReadyAddresses: [{ ip: '10.1.2.4' }], ports }];
  await endpoints.create({ apiVersion: 'v1', kind: 'Endpoints', metadata, subsets });
  await plane.settled();
  expect(slices()).toMatchObject([
    {
      metadata: {
        labels: {
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
          'kubernetes.io/service-name': 'mine',
        },
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
      endpoints: [
        { addresses: ['10.1.2.3'], conditions: { ready: true } },
        { addresses: ['10.1.2.4'], conditions: { ready: false } },
      ],
    },
  ]);
  const patch = { subsets: [{ addresses: [{ ip: '10.2.3.4' }], ports }] };
  await endpoints.patch('mine', patch, { namespace: 'default', type: 'merge' });
  await plane.settled();
  expect(slices().map((slice) => slice.endpoints.map(({ addresses }) => addresses))).toEqual([[['10.2.3.4']]]);
  await endpoints.delete('mine', 'default');
  await plane.settled();
  expect(slices()).toEqual([]);
});

test('trafficDistribution becomes hints, of zone and of node', async () => {
  const { plane, slices } = await oneNode();
  const zone = { metadata: { labels: { 'topology.kubernetes.io/zone': 'a' } } };
  await plane.client.resource(NODES).patch('node1', zone);
  await createPod(plane, 'up', {}, { labels });
  for (const trafficDistribution of ['PreferClose', 'PreferSameNode']) {
    await expose(plane, trafficDistribution.toLowerCase(), {
      selector: labels,
      ports: [{ port: 80 }],
      trafficDistribution,
    });
  }
  await plane.settled();
  expect(slices().map(({ endpoints }) => endpoints[0]?.hints)).toEqual([
    { forZones: [{ name: 'a' }] },
    { forNodes: [{ name: 'node1' }], forZones: [{ name: 'a' }] },
  ]);
});
