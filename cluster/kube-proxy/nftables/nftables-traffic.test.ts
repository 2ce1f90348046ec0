import { expect, test } from 'vitest';
import { ENDPOINT_SLICES, NODES, SERVICE_CIDRS, SERVICES } from '../../client/resources.ts';
import type { ConnectionRecord } from '../../network/connection-record.ts';
import { nftablesFor } from '../../network/nftables/nftables-for.ts';
import { answerPeerAddress, createTestCluster, readText } from '../../network/test-cluster.ts';
import { createKubeProxy } from '../create-kube-proxy.ts';
import { FakeInformers } from '../fake-informers.ts';
import { DEFAULT_CONFIGURATION } from '../proxy-configuration.ts';

const CONFIGURATION = {
  ...DEFAULT_CONFIGURATION,
  mode: 'nftables',
  clusterCIDR: '192.168.0.0/16',
  nodePortAddresses: ['primary'],
} as const;
const ENDPOINTS = ['192.168.1.10', '192.168.1.11', '192.168.2.10'];

const turn = () => new Promise((resolve) => setImmediate(resolve));

function service(name: string, spec: object) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'default', name }, spec };
}

const WEB = service('web', {
  type: 'NodePort',
  clusterIP: '10.96.100.50',
  selector: { app: 'web' },
  ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
});

function slice(name: string, addresses: readonly string[]) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'default', name: `${name}-x`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: addresses.map((ip) => ({
      addresses: [ip],
      nodeName: `node${ip.split('.')[2]}`,
      conditions: { ready: true },
    })),
    ports: [{ port: 8080, protocol: 'TCP' }],
  };
}

/** Three nodes in nftables mode; the pods answer with the address that they see. */
async function startCluster() {
  const cluster = createTestCluster({ nodes: 3 });
  for (const ip of ENDPOINTS) answerPeerAddress(cluster.pod(ip, Number(ip.split('.')[2]), ip), 8080);
  const caller = cluster.pod('caller', 1, '192.168.1.3');
  const informers = new FakeInformers();
  for (const { host, address } of cluster.nodes) {
    const status = { addresses: [{ type: 'InternalIP', address }] };
    informers.put(NODES, { kind: 'Node', metadata: { name: host.hostname }, spec: {}, status });
  }
  informers.put(SERVICE_CIDRS, {
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec: { cidrs: ['10.96.0.0/12'] },
  });
  informers.put(SERVICES, WEB);
  informers.put(ENDPOINT_SLICES, slice('web', ENDPOINTS));
  const { clock } = cluster;
  const proxies = cluster.nodes.map(({ host }) => createKubeProxy({ nodeName: host.hostname, host, informers, clock }));
  await Promise.all(proxies.map((proxy) => proxy.start(CONFIGURATION).ready));
  const ask = async (from: typeof caller, address: string, port: number) =>
    readText(await from.connect(address, port, { timeoutMs: 5_000 }));
  /** What became of it, and the rule and the field that said so. */
  const fail = async (from: typeof caller, address: string, port: number) => {
    const failed = ask(from, address, port).catch((error: unknown) => error);
    await clock.advance(5_000);
    const { code, connectionId } = (await failed) as { code: string; connectionId: number };
    return { code, verdict: cluster.network.connection(connectionId)?.crossings.at(-1)?.verdict };
  };
  const records: ConnectionRecord[] = [];
  cluster.network.onConnection((record) => records.push(record));
  const nft = (host: typeof caller, command: string) => nftablesFor(host).run(command);
  return { ...cluster, caller, informers, proxies, ask, fail, nft, records };
}

const withoutPort = (answer: string) => answer.slice(0, answer.indexOf(':'));

test('whose address a pod sees: masqueraded at a node port and for nodes, not for pods', async () => {
  const { ask, client, caller, node } = await startCluster();
  const sources = async (from: typeof client, address: string, port: number) => {
    const seen = new Set<string>();
    for (let count = 0; count < 30; count++) seen.add(withoutPort(await ask(from, address, port)));
    return [...seen].sort();
  };
  expect(await sources(client, '10.100.1.12', 30080)).toEqual(['192.168.3.0']);
  expect(await sources(client, '10.100.1.11', 30080)).toEqual(['192.168.2.0', '192.168.2.1']);
  expect(await sources(caller, '10.96.100.50', 80)).toEqual(['192.168.1.3']);
  expect(await sources(node(3), '10.96.100.50', 80)).toEqual(['192.168.3.0']);
});

test('each endpoint gets its share', async () => {
  const { caller, records } = await startCluster();
  const shares = new Map<string, number>();
  for (let count = 0; count < 1_200; count++) {
    const socket = await caller.connect('10.96.100.50', 80);
    socket.destroy();
    const { destination } = records.at(-1)!.crossings.at(-1)!.received;
    shares.set(destination, (shares.get(destination) ?? 0) + 1);
  }
  expect([...shares.keys()].sort()).toEqual(ENDPOINTS.map((ip) => `${ip}:8080`));
  // Five standard deviations.
  for (const share of shares.values()) expect(Math.abs(share - 400)).toBeLessThan(82);
});

test('a wrong port of a ClusterIP is refused at once, an address nobody has is silent, localhost has no node ports', async () => {
  const { fail, caller, node } = await startCluster();
  expect(await fail(caller, '10.96.100.50', 81)).toEqual({
    code: 'ECONNREFUSED',
    verdict: {
      kind: 'REJECT',
      table: 'ip kube-proxy',
      chain: 'cluster-ips-check',
      rule: 'ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"',
    },
  });
  expect(await fail(caller, '10.96.200.200', 80)).toEqual({
    code: 'ETIMEDOUT',
    verdict: {
      kind: 'DROP',
      table: 'ip kube-proxy',
      chain: 'cluster-ips-check',
      rule: 'ip daddr 10.96.0.0/14 drop comment "Drop traffic to unallocated ClusterIPs"',
    },
  });
  expect(await fail(node(1), '127.0.0.1', 30080)).toMatchObject({ code: 'ECONNREFUSED' });
});

test('rewrites name the rule, the chains to it and the field behind them', async () => {
  const { ask, client, records } = await startCluster();
  await ask(client, '10.100.1.12', 30080);
  const crossing = records.at(-1)!.crossings.find(({ host }) => host.includes('node3'))!;
  const [dnat, masquerade] = crossing.rewrites;
  expect(dnat).toMatchObject({
    kind: 'DNAT',
    table: 'ip kube-proxy',
    rule: `meta l4proto tcp dnat to ${dnat!.after}`,
    origin: { object: 'Service default/web', field: 'spec.ports[0].nodePort', value: '30080' },
  });
  expect(dnat!.chains.map((chain) => chain.replace(/-[A-Z2-7]{8}-.*/, ''))).toEqual([
    'services',
    'external',
    'service',
    'endpoint',
  ]);
  expect(masquerade).toMatchObject({
    kind: 'MASQUERADE',
    rule: 'masquerade fully-random',
    chains: ['masquerading'],
    origin: { object: 'Service default/web', field: 'spec.externalTrafficPolicy', value: 'Cluster' },
  });
});

test('policy Local keeps the client, and drops on a node without an endpoint what comes from outside', async () => {
  const { ask, fail, client, caller, informers, node } = await startCluster();
  informers.put(SERVICES, { ...WEB, spec: { ...WEB.spec, externalTrafficPolicy: 'Local' } });
  await turn();
  expect(withoutPort(await ask(client, '10.100.1.11', 30080))).toBe('203.0.113.10');
  expect(await fail(client, '10.100.1.12', 30080)).toMatchObject({
    code: 'ETIMEDOUT',
    verdict: {
      kind: 'DROP',
      chain: 'nodeport-endpoints-check',
      origin: { object: 'Service default/web', field: 'spec.externalTrafficPolicy', value: 'Local' },
    },
  });
  expect(withoutPort(await ask(node(3), '10.100.1.12', 30080))).toBe('192.168.3.0');
  expect(withoutPort(await ask(caller, '10.100.1.10', 30080))).toBe('192.168.1.3');
});

test('no endpoint: refused, in the name of the selector', async () => {
  const { fail, client, informers } = await startCluster();
  informers.remove(ENDPOINT_SLICES, 'default/web-x');
  await turn();
  expect(await fail(client, '10.100.1.12', 30080)).toEqual({
    code: 'ECONNREFUSED',
    verdict: {
      kind: 'REJECT',
      table: 'ip kube-proxy',
      chain: 'reject-chain',
      rule: 'reject',
      origin: { object: 'Service default/web', field: 'spec.selector', value: 'app=web' },
    },
  });
});

test('session affinity holds for its time, and shows in the set', async () => {
  const { caller, informers, records, nft, node, clock } = await startCluster();
  const affinity = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } };
  informers.put(SERVICES, { ...WEB, spec: { ...WEB.spec, ...affinity } });
  await turn();
  const chosen = async () => {
    (await caller.connect('10.96.100.50', 80)).destroy();
    return records.at(-1)!.crossings.at(-1)!.received.destination;
  };
  const first = await chosen();
  for (let count = 0; count < 20; count++) expect(await chosen()).toBe(first);
  expect(nft(node(1), 'list sets').output).toContain('elements = { 192.168.1.3 expires 1m }');
  await clock.advance(61_000);
  expect(nft(node(1), 'list sets').output).not.toContain('192.168.1.3 expires');
  const later = new Set<string>();
  for (let count = 0; count < 20; count++) {
    later.add(await chosen());
    await clock.advance(61_000);
  }
  expect(later.size).toBe(3);
});

test('rules changed by hand take effect and stay until their Service changes', async () => {
  const { ask, fail, client, informers, nft, node } = await startCluster();
  nft(node(3), 'insert rule ip kube-proxy filter-input tcp dport 30080 counter drop');
  expect(await fail(client, '10.100.1.12', 22)).toMatchObject({ code: 'ECONNREFUSED' });
  nft(node(3), 'flush map ip kube-proxy service-nodeports');
  expect(await fail(client, '10.100.1.12', 30080)).toMatchObject({
    code: 'ETIMEDOUT',
    verdict: { rule: 'tcp dport 30080 counter packets 5 bytes 300 drop' },
  });
  informers.put(SERVICES, service('other', { clusterIP: '10.96.50.9', ports: [{ port: 80 }] }));
  await turn();
  expect(await fail(client, '10.100.1.12', 30080)).toMatchObject({ code: 'ETIMEDOUT' });
  nft(node(3), 'delete table ip kube-proxy');
  expect(await fail(client, '10.100.1.12', 30080)).toMatchObject({ code: 'ECONNREFUSED' });
  informers.put(SERVICES, { ...WEB, spec: { ...WEB.spec, externalIPs: ['198.51.100.7'] } });
  await turn();
  expect(withoutPort(await ask(client, '10.100.1.12', 30080))).toBe('192.168.3.0');
});

test('chains of a Service that goes are emptied, and deleted by a later sync', async () => {
  const { informers, nft, node, clock } = await startCluster();
  informers.remove(SERVICES, 'default/web');
  await turn();
  const chain = nft(node(1), 'list table ip kube-proxy').output.match(/chain external-\S+ \{\n\t\}/);
  expect(chain).not.toBeNull();
  await clock.advance(2_000);
  informers.put(SERVICES, service('other', { clusterIP: '10.96.50.9', ports: [{ port: 80 }] }));
  await turn();
  expect(nft(node(1), 'list chains').output).not.toMatch(/chain \S+\//);
});

test('datagrams go to another endpoint when theirs has gone', async () => {
  const { caller, informers, node, pod } = await startCluster();
  const ports = [{ port: 5353, protocol: 'UDP' }];
  informers.put(SERVICES, service('names', { clusterIP: '10.96.50.53', ports: [{ port: 53, protocol: 'UDP' }] }));
  informers.put(ENDPOINT_SLICES, { ...slice('names', ['192.168.1.4']), ports });
  await turn();
  for (const ip of ['192.168.1.4', '192.168.1.5']) pod(`names-${ip}`, 1, ip).listenUdp(5353, () => {});
  const socket = caller.listenUdp(40_000, () => {});
  const reached = () => {
    socket.send(Buffer.from('hello'), 53, '10.96.50.53');
    return node(1)
      .conntrack()
      .map(({ reply }) => reply.source);
  };
  expect(reached()).toEqual(['192.168.1.4']);
  informers.put(ENDPOINT_SLICES, { ...slice('names', ['192.168.1.5']), ports });
  await turn();
  expect(reached()).toEqual(['192.168.1.5']);
});

test('another mode removes the table', async () => {
  const { ask, client, nft, node, proxies } = await startCluster();
  await proxies[2]!.start({ ...CONFIGURATION, mode: 'iptables', nodePortAddresses: [] }).ready;
  expect(nft(node(3), 'list ruleset').output).toBe('');
  expect(withoutPort(await ask(client, '10.100.1.12', 30080))).toBe('192.168.3.0');
  await proxies[2]!.start(CONFIGURATION).ready;
  expect(node(3).netfilter.save()).not.toContain('KUBE-SERVICES');
  expect(withoutPort(await ask(client, '10.100.1.12', 30080))).toBe('192.168.3.0');
});
