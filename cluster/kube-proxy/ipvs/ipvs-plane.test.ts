import { expect, test } from 'vitest';
import { ENDPOINT_SLICES, NODES, SERVICES } from '../../client/resources.ts';
import { answerPeerAddress, createTestCluster, readText } from '../../network/test-cluster.ts';
import { cleanUpAllModes } from '../clean-up.ts';
import { createKubeProxy } from '../create-kube-proxy.ts';
import { FakeInformers } from '../fake-informers.ts';
import { DEFAULT_CONFIGURATION, type ProxyMode } from '../proxy-configuration.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function slice(addresses: readonly (readonly [ip: string, node: string])[]) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'default', name: 'web-x', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: addresses.map(([ip, nodeName]) => ({ addresses: [ip], nodeName, conditions: { ready: true } })),
    ports: [{ port: 8080, protocol: 'TCP' }],
  };
}

const THREE = [
  ['192.168.1.4', 'node1'],
  ['192.168.1.5', 'node1'],
  ['192.168.2.4', 'node2'],
] as const;

const WEB = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name: 'web' },
  spec: {
    type: 'NodePort',
    clusterIP: '10.96.50.2',
    selector: { app: 'web' },
    ports: [{ port: 80, nodePort: 30_092 }],
  },
};

async function start(mode: ProxyMode, service: object = WEB) {
  const cluster = createTestCluster({ nodes: 3 });
  for (const [ip, name] of THREE) answerPeerAddress(cluster.pod(`web-${ip}`, Number(name.slice(4)), ip), 8080);
  const informers = new FakeInformers();
  for (const { host, address } of cluster.nodes) {
    const status = { addresses: [{ type: 'InternalIP', address }] };
    informers.put(NODES, { apiVersion: 'v1', kind: 'Node', metadata: { name: host.hostname }, spec: {}, status });
  }
  informers.put(SERVICES, service);
  informers.put(ENDPOINT_SLICES, slice(THREE));
  const configuration = { ...DEFAULT_CONFIGURATION, mode, clusterCIDR: '192.168.0.0/16' };
  const proxies = cluster.nodes.map(({ host }) =>
    createKubeProxy({ nodeName: host.hostname, host, informers, clock: cluster.clock }),
  );
  await Promise.all(proxies.map((proxy) => proxy.start(configuration).ready));
  /** How many of `count` connections from outside each pod got. */
  const shares = async (address: string, count: number) => {
    const found = new Map<string, number>();
    const seen = new Set<object>();
    for (let request = 0; request < count; request++) {
      const socket = await cluster.client.connect(address, 30_092);
      const record = cluster.network.connection(socket.connectionId ?? 0);
      const pod = record?.crossings.at(-1)?.received.destination ?? '';
      found.set(pod, (found.get(pod) ?? 0) + 1);
      seen.add(record ?? {});
      socket.destroy();
    }
    return [...found].sort();
  };
  return { ...cluster, informers, proxies, shares };
}

test('round robin is strict: each endpoint in turn', async () => {
  const { shares, node } = await start('ipvs');
  expect(await shares('10.100.1.12', 9)).toEqual([
    ['192.168.1.4:8080', 3],
    ['192.168.1.5:8080', 3],
    ['192.168.2.4:8080', 3],
  ]);
  const listed = node(3)
    .virtualServers.list()
    .map(
      ({ protocol, address, port, scheduler, servers }) =>
        `${protocol} ${address}:${port} ${scheduler} ${servers.length}`,
    );
  expect(listed).toEqual([
    'tcp 10.96.50.2:80 rr 3',
    'tcp 10.100.1.12:30092 rr 3',
    'tcp 192.168.3.0:30092 rr 3',
    'tcp 192.168.3.1:30092 rr 3',
  ]);
  const dummy = node(3)
    .interfaces()
    .find(({ name }) => name === 'kube-ipvs0');
  expect(dummy).toMatchObject({ up: false, addresses: ['10.96.50.2/32'] });
});

test('a Service without endpoints and a closed port of a ClusterIP refuse at once', async () => {
  const { client, informers, node } = await start('ipvs');
  await expect(node(1).connect('10.96.50.2', 81)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  informers.put(ENDPOINT_SLICES, slice([]));
  await turn();
  await expect(client.connect('10.100.1.11', 30_092)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(node(1).virtualServers.list()[0]?.servers).toEqual([]);
});

test('an endpoint that goes keeps its connections and gets no new ones', async () => {
  const { client, clock, informers, node } = await start('ipvs');
  const open = [];
  for (let at = 0; at < 3; at++) open.push(await client.connect('10.100.1.12', 30_092));
  informers.put(ENDPOINT_SLICES, slice(THREE.slice(0, 2)));
  await turn();
  const weights = () =>
    node(3)
      .virtualServers.find({ protocol: 'tcp', address: '10.100.1.12', port: 30_092 })
      ?.servers.map(({ address, weight }) => `${address} ${weight}`);
  expect(weights()).toEqual(['192.168.1.4 1', '192.168.1.5 1', '192.168.2.4 0']);
  for (const socket of open) expect(await readText(socket)).toMatch(/^192\.168\.3\.0:/);
  await clock.advance(300_000);
  expect(weights()).toEqual(['192.168.1.4 1', '192.168.1.5 1']);
});

test('what a clean-up leaves of any mode is what the kubelet wrote', async () => {
  const { node, proxies } = await start('ipvs');
  proxies[0]?.stop();
  await cleanUpAllModes(node(1));
  expect(node(1).virtualServers.list()).toEqual([]);
  expect(node(1).ipSets.names()).toEqual([]);
  expect(
    node(1)
      .interfaces()
      .some(({ name }) => name === 'kube-ipvs0'),
  ).toBe(false);
  const kept = node(1)
    .netfilter.save()
    .match(/KUBE-[A-Z-]+/g);
  expect([...new Set(kept)].sort()).toEqual(['KUBE-FIREWALL', 'KUBE-KUBELET-CANARY']);
});

test('10,000 connections over three endpoints, by chance (iptables mode)', async () => {
  const { shares } = await start('iptables');
  const found = await shares('10.100.1.12', 10_000);
  // Four standard deviations of a binomial distribution with p = 1/3.
  const bound = 4 * Math.sqrt((10_000 * 2) / 9);
  expect(found).toHaveLength(3);
  for (const [, count] of found) expect(Math.abs(count - 10_000 / 3)).toBeLessThan(bound);
}, 60_000);

test('Local against Cluster: shares of nodes with two pods and one', async () => {
  const { shares } = await start('iptables', { ...WEB, spec: { ...WEB.spec, externalTrafficPolicy: 'Local' } });
  const [one, two] = [await shares('10.100.1.10', 500), await shares('10.100.1.11', 500)];
  expect(two).toEqual([['192.168.2.4:8080', 500]]);
  expect(one.map(([pod]) => pod)).toEqual(['192.168.1.4:8080', '192.168.1.5:8080']);
  for (const [, count] of one) expect(Math.abs(count - 250)).toBeLessThan(45);
});
