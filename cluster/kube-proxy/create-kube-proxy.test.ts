import { expect, test } from 'vitest';
import { ENDPOINT_SLICES, NODES, SERVICES } from '../client/resources.ts';
import { answerPeerAddress, createTestCluster, readText } from '../network/test-cluster.ts';
import { createKubeProxy } from './create-kube-proxy.ts';
import { FakeInformers } from './fake-informers.ts';
import { DEFAULT_CONFIGURATION } from './proxy-configuration.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function service(name: string, spec: object) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'default', name }, spec };
}

function slice(name: string, addresses: readonly (readonly [ip: string, node: string])[]) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'default', name: `${name}-x`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: addresses.map(([ip, nodeName]) => ({ addresses: [ip], nodeName, conditions: { ready: true } })),
    ports: [{ port: 8080, protocol: 'TCP' }],
  };
}

const CONFIGURATION = { ...DEFAULT_CONFIGURATION, clusterCIDR: '192.168.0.0/16' };

const WEB = service('web', {
  type: 'NodePort',
  clusterIP: '10.96.50.2',
  selector: { app: 'web' },
  ports: [{ port: 80, targetPort: 8080, nodePort: 30092 }],
});

async function startCluster() {
  const cluster = createTestCluster({ nodes: 3 });
  answerPeerAddress(cluster.pod('web-n2', 2, '192.168.2.3'), 8080);
  const caller = cluster.pod('client-n1', 1, '192.168.1.3');
  const informers = new FakeInformers();
  for (const { host, address } of cluster.nodes) {
    informers.put(NODES, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: host.hostname },
      spec: {},
      status: { addresses: [{ type: 'InternalIP', address }] },
    });
  }
  informers.put(SERVICES, WEB);
  informers.put(ENDPOINT_SLICES, slice('web', [['192.168.2.3', 'node2']]));
  const proxies = cluster.nodes.map(({ host }) =>
    createKubeProxy({
      nodeName: host.hostname,
      host,
      informers,
      clock: cluster.clock,
    }),
  );
  await Promise.all(proxies.map((proxy) => proxy.start(CONFIGURATION).ready));
  const ask = async (from: typeof caller, address: string, port: number, timeoutMs = 5_000) =>
    readText(await from.connect(address, port, { timeoutMs }));
  return { ...cluster, caller, informers, proxies, ask };
}

const withoutPort = (answer: string) => answer.slice(0, answer.indexOf(':'));

test('whose address a pod sees depends on the way in (recorded)', async () => {
  const { ask, client, caller, node } = await startCluster();
  expect(withoutPort(await ask(client, '10.100.1.10', 30092))).toBe('192.168.1.0');
  expect(withoutPort(await ask(client, '10.100.1.11', 30092))).toBe('192.168.2.1');
  expect(withoutPort(await ask(caller, '10.96.50.2', 80))).toBe('192.168.1.3');
  expect(withoutPort(await ask(node(1), '10.96.50.2', 80))).toBe('192.168.1.0');
  expect(withoutPort(await ask(node(1), '127.0.0.1', 30092))).toBe('192.168.1.0');
  expect(withoutPort(await ask(node(2), '10.100.1.11', 30092))).toBe('192.168.2.1');
});

test('policy Local keeps the client, and is silent on a node without an endpoint', async () => {
  const { ask, client, caller, informers, node, clock, proxies } = await startCluster();
  informers.put(SERVICES, { ...WEB, spec: { ...WEB.spec, externalTrafficPolicy: 'Local' } });
  await turn();
  expect(withoutPort(await ask(client, '10.100.1.11', 30092))).toBe('203.0.113.10');
  const silent = expect(ask(client, '10.100.1.12', 30092)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  await clock.advance(5_000);
  await silent;
  expect(node(3).conntrack()).toEqual([]);
  expect(withoutPort(await ask(node(3), '10.100.1.12', 30092))).toBe('192.168.3.0');
  expect(withoutPort(await ask(caller, '10.100.1.10', 30092))).toBe('192.168.1.3');
  expect(proxies[2]?.describeRules()).toEqual([
    { service: 'default/web', kind: 'clusterIP', match: '10.96.50.2:80', to: ['192.168.2.3:8080'], verdict: 'forward' },
    { service: 'default/web', kind: 'nodePort', match: ':30092', to: [], verdict: 'drop' },
  ]);
});

test('a refusal names the field that found no endpoint', async () => {
  const { ask, client, informers, network } = await startCluster();
  informers.remove(ENDPOINT_SLICES, 'default/web-x');
  await turn();
  const failed = await ask(client, '10.100.1.12', 30092).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'ECONNREFUSED' });
  const { connectionId } = failed as { connectionId: number };
  expect(network.connection(connectionId)?.crossings.at(-1)?.verdict).toEqual({
    kind: 'REJECT',
    table: 'filter',
    chain: 'KUBE-EXTERNAL-SERVICES',
    rule: '-A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "default/web has no endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 30092 -j REJECT --reject-with icmp-port-unreachable',
    origin: { object: 'Service default/web', field: 'spec.selector', value: 'app=web' },
  });
});

test('a rule deleted by hand stays deleted until its own Service changes', async () => {
  const { ask, client, informers, node, clock } = await startCluster();
  const [chain] = node(1)
    .netfilter.save({ table: 'nat' })
    .match(/KUBE-SEP-\w+/) ?? [''];
  node(1).netfilter.delete('nat', chain, 2);
  informers.put(SERVICES, service('other', { clusterIP: '10.96.50.9', ports: [{ port: 80 }] }));
  await turn();
  expect(node(1).netfilter.chain('nat', chain)).toHaveLength(1);
  const refused = ask(client, '10.100.1.10', 30092);
  await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await clock.advance(600_000);
  expect(node(1).netfilter.chain('nat', chain)).toHaveLength(1);
  informers.put(
    ENDPOINT_SLICES,
    slice('web', [
      ['192.168.2.3', 'node2'],
      ['192.168.1.9', 'node1'],
    ]),
  );
  await turn();
  expect(node(1).netfilter.chain('nat', chain)).toHaveLength(2);
});

test('a Service that goes takes its chains along', async () => {
  const { informers, node } = await startCluster();
  informers.remove(SERVICES, 'default/web');
  await turn();
  expect(node(1).netfilter.save()).not.toMatch(/KUBE-(SVC|SEP|EXT)-/);
});

test('a stopped kube-proxy leaves old rules behind; started again it catches up', async () => {
  const { informers, node, proxies, network } = await startCluster();
  proxies[0]?.stop();
  informers.put(ENDPOINT_SLICES, slice('web', [['192.168.2.4', 'node2']]));
  await turn();
  expect(node(1).netfilter.save()).toContain('192.168.2.3:8080');
  expect(node(2).netfilter.save()).toContain('192.168.2.4:8080');
  expect(network.host('node/node1')?.sockets()).toEqual([]);
  await proxies[0]?.start(CONFIGURATION).ready;
  expect(node(1).netfilter.save()).not.toContain('192.168.2.3:8080');
  expect(node(1).netfilter.save({ table: 'nat' })).toBe(node(2).netfilter.save({ table: 'nat' }));
});

test('the health check node port tells a balancer where endpoints are', async () => {
  const { client, informers, node } = await startCluster();
  informers.put(SERVICES, {
    ...WEB,
    spec: { ...WEB.spec, type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30110 },
  });
  await turn();
  const get = async (address: string, port: number, path: string) => {
    const socket = await client.connect(address, port);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    return readText(socket);
  };
  expect(await get('10.100.1.11', 30110, '/healthz')).toBe(
    [
      'HTTP/1.1 200 OK',
      'Content-Type: application/json',
      'X-Content-Type-Options: nosniff',
      'X-Load-Balancing-Endpoint-Weight: 1',
      'Date: Mon, 05 Jan 2026 09:00:00 GMT',
      'Content-Length: 114',
      'Connection: close',
      '',
      '{\n\t"service": {\n\t\t"namespace": "default",\n\t\t"name": "web"\n\t},\n\t"localEndpoints": 1,\n\t"serviceProxyHealthy": true\n}',
    ].join('\r\n'),
  );
  expect(await get('10.100.1.10', 30110, '/')).toMatch(/^HTTP\/1.1 503 /);
  expect(await get('10.100.1.10', 10256, '/healthz')).toContain('"nodeEligible":true');
  expect(
    node(1)
      .sockets()
      .filter(({ state }) => state === 'LISTEN')
      .map(({ state, local, program }) => `${state} ${local.port} ${program}`),
  ).toEqual(['LISTEN 10249 kube-proxy', 'LISTEN 10256 kube-proxy', 'LISTEN 30110 kube-proxy']);
});

test('session affinity keeps a client on its endpoint, node by node, until it has been away long enough', async () => {
  const { client, clock, informers, node, pod } = await startCluster();
  for (let at = 4; at < 12; at++) answerPeerAddress(pod(`web-${at}`, 2, `192.168.2.${at}`), 8080);
  const addresses = [3, 4, 5, 6, 7, 8, 9, 10, 11].map((at) => [`192.168.2.${at}`, 'node2'] as const);
  informers.put(ENDPOINT_SLICES, slice('web', addresses));
  const sessionAffinityConfig = { clientIP: { timeoutSeconds: 10_800 } };
  informers.put(SERVICES, { ...WEB, spec: { ...WEB.spec, sessionAffinity: 'ClientIP', sessionAffinityConfig } });
  await turn();
  const chosen = async (address: string, entry: number) => {
    await readText(await client.connect(address, 30092));
    return node(entry).conntrack().at(-1)?.reply.source;
  };
  const favourites: (string | undefined)[] = [];
  for (let day = 0; day < 5; day++) {
    const first = await chosen('10.100.1.10', 1);
    for (let round = 0; round < 5; round++) expect(await chosen('10.100.1.10', 1)).toBe(first);
    favourites.push(first);
    await clock.advance(10_801_000);
  }
  expect(new Set(favourites).size).toBeGreaterThan(1);
});

test('datagrams go to another endpoint when theirs has gone, not before', async () => {
  const { caller, informers, node, pod } = await startCluster();
  const ports = [{ port: 5353, protocol: 'UDP' }];
  const names = service('names', { clusterIP: '10.96.50.53', ports: [{ port: 53, protocol: 'UDP' }] });
  informers.put(SERVICES, names);
  informers.put(ENDPOINT_SLICES, { ...slice('names', [['192.168.1.4', 'node1']]), ports });
  await turn();
  pod('names-1', 1, '192.168.1.4').listenUdp(5353, () => {});
  pod('names-2', 1, '192.168.1.5').listenUdp(5353, () => {});
  const socket = caller.listenUdp(40_000, () => {});
  const reached = () => {
    socket.send(Buffer.from('hello'), 53, '10.96.50.53');
    return node(1)
      .conntrack()
      .map(({ reply }) => reply.source);
  };
  expect(reached()).toEqual(['192.168.1.4']);
  const both = ['192.168.1.5', '192.168.1.4'].map((ip): [string, string] => [ip, 'node1']);
  informers.put(ENDPOINT_SLICES, { ...slice('names', both), ports });
  await turn();
  expect(reached()).toEqual(['192.168.1.4']);
  informers.put(ENDPOINT_SLICES, { ...slice('names', [['192.168.1.5', 'node1']]), ports });
  await turn();
  expect(reached()).toEqual(['192.168.1.5']);
});

test('a node that learns its zone keeps to the endpoints of that zone', async () => {
  const { caller, informers, node, pod, ask } = await startCluster();
  answerPeerAddress(pod('web-n1', 1, '192.168.1.4'), 8080);
  const [first, second] = slice('web', [
    ['192.168.1.4', 'node1'],
    ['192.168.2.3', 'node2'],
  ]).endpoints;
  const endpoints = [
    { ...first, hints: { forZones: [{ name: 'a' }] } },
    { ...second, hints: { forZones: [{ name: 'b' }] } },
  ];
  informers.put(ENDPOINT_SLICES, { ...slice('web', []), endpoints });
  await turn();
  informers.put(NODES, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node1', labels: { 'topology.kubernetes.io/zone': 'b' } },
    spec: {},
    status: { addresses: [{ type: 'InternalIP', address: '10.100.1.10' }] },
  });
  await turn();
  for (let round = 0; round < 8; round++) await ask(caller, '10.96.50.2', 80);
  const answered = node(1)
    .conntrack()
    .map(({ reply }) => reply.source);
  expect([...new Set(answered)]).toEqual(['192.168.2.3']);
});
