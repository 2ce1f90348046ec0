import { expect, test } from 'vitest';
import { LoadBalancers } from '../cloud/balancing/load-balancers.ts';
import { ManualLoadBalancers } from '../cloud/manual/manual-load-balancers.ts';
import { SeededRandom } from '../machinery/random.ts';
import { createMachineNetwork } from '../network/machine-network.ts';
import type { Host } from '../network/network.ts';
import { createTestCluster } from '../network/test-cluster.ts';
import { startHttpProxy } from '../proxy/http-proxy.ts';
import { serveHttp } from '../proxy/http-server.ts';
import { nginxDialect } from '../proxy/nginx-dialect.ts';
import { probe } from './probe.ts';
import { NetworkTraceLog } from './trace-log.ts';

const URL_OF_LB = 'http://34.123.45.67/';

/** Challenge 15 without Kubernetes: lb-red → node3|node4:32000 → ingress pod on node1 → red on node2. */
function challenge() {
  const cluster = createTestCluster({ nodes: 4 });
  const { network, clock } = cluster;
  const lookup = async (name: string) => [name];
  const machine = (host: Host) => ({
    network: createMachineNetwork(host, { network, lookup }),
    clock,
    random: new SeededRandom(1),
  });
  const ingress = cluster.pod('ingress', 1, '192.168.1.2');
  const red = cluster.pod('red', 2, '192.168.2.2');
  const redServer = serveHttp(machine(red), { port: 8080, program: 'red' }, ({ response, socket }) =>
    response.end(`red ${socket.remoteAddress}`),
  );
  const proxy = startHttpProxy({ machine: machine(ingress), dialect: nginxDialect, log: () => {} });
  const backend = { name: 'default-red-80', endpoints: [{ address: '192.168.2.2', port: 8080 }] };
  const route = { path: { type: 'prefix' as const, value: '/' }, backend, rule: '/ -> default/red:80 (endpoints)' };
  proxy.configure({ listeners: [{ port: 80, virtualHosts: [{ hostname: '*', routes: [route] }] }] });
  for (const node of cluster.nodes) writeNodePort(node.host, '192.168.1.2:80');
  const nodes = () => new Map(cluster.nodes.map((node) => [node.host.hostname, node.address]));
  const engine = new LoadBalancers({ clock, network, underlay: cluster.underlay, nodes });
  const balancers = new ManualLoadBalancers(engine, { nodes, pods: () => new Map() });
  const names = new Map([
    ['pod/default/ingress', { role: 'proxy' as const, node: 'node1' }],
    ['pod/default/red', { role: 'app' as const, node: 'node2' }],
  ]);
  const log = new NetworkTraceLog(
    network,
    {
      ownsAddress: (id, address) => network.host(id)?.hasAddress(address) ?? false,
      workloadAt: (id) => {
        const workload = names.get(id);
        return workload && { id, name: id.split('/')[2] ?? '', ...workload };
      },
    },
    () => false,
  );
  const start = { host: cluster.client, clock, origin: 'learner' as const, lookup };
  const send = (url: string) => probe(log, start, url, 5000);
  return { ...cluster, balancers, log, send, redServer };
}

function writeNodePort(host: Host, to: string): void {
  const chains = new Map([
    ['KUBE-MARK-MASQ', [{ rule: '-j MARK --set-xmark 0x4000/0x4000' }]],
    ['KUBE-EXT-I', [{ rule: '-j KUBE-MARK-MASQ' }, { rule: `-p tcp -m tcp -j DNAT --to-destination ${to}` }]],
    ['PREROUTING', [{ rule: '-p tcp -m addrtype --dst-type LOCAL -m tcp --dport 32000 -j KUBE-EXT-I' }]],
    ['POSTROUTING', [{ rule: '-m mark --mark 0x4000/0x4000 -j MASQUERADE --random-fully' }]],
  ]);
  host.netfilter.restore('nat', { chains });
}

test('three hops from the load balancer, four from the client, with every rewrite told', async () => {
  const { balancers, send, clock } = challenge();
  balancers.create({ name: 'lb-red', address: '34.123.45.67', port: 80, targets: ['node3:32000', 'node4:32000'] });
  await clock.advance(0);
  const trace = await send(URL_OF_LB);
  expect(trace.boxes.map((box) => `${box.kind} ${box.name}`)).toEqual([
    'client client',
    'lb lb-red',
    'node node3',
    'proxy ingress',
    'pod red',
  ]);
  expect(trace.counters).toEqual({
    hopsFromClient: 4,
    hopsFromLoadBalancer: 3,
    rewrites: 2,
    connections: 2,
    nodeCrossings: 2,
    extraLegs: 1,
    networkHops: expect.any(Number),
    responseHops: 4,
  });
  const node = trace.boxes[2];
  expect(
    node?.rewrites.map((rewrite) => [rewrite.kind, rewrite.part, rewrite.before, rewrite.after.split(':')[0]]),
  ).toEqual([
    ['DNAT', 'to', '10.100.1.12:32000', '192.168.1.2'],
    ['MASQUERADE', 'from', trace.boxes[0]?.sent?.from, '192.168.3.0'],
  ]);
  expect(trace.boxes[1]?.decision?.origin).toEqual({
    object: 'LoadBalancer lb-red',
    field: 'targets',
    value: 'node3:32000, node4:32000',
  });
  expect(trace.boxes[4]?.peer?.split(':')[0]).toBe('192.168.1.2');
  expect(trace.legs.map((leg) => leg.tunnel && `${leg.tunnel.fromNode} > ${leg.tunnel.toNode}`)).toEqual([
    null,
    null,
    'node3 > node1',
    'node1 > node2',
  ]);
  expect(trace.result).toEqual({ kind: 'answered', status: 200, by: 'pod/default/red' });
  expect(trace.response.map(({ box, undone }) => [box, ...undone.map(({ kind, part }) => `${kind} ${part}`)])).toEqual([
    ['pod/default/red'],
    ['pod/default/ingress'],
    ['node/node3', 'MASQUERADE to', 'DNAT from'],
    ['lb/lb-red', 'LB from'],
    ['client'],
  ]);
  expect(trace.response[2]).toMatchObject({
    received: { from: '192.168.1.2:80' },
    sent: { from: '10.100.1.12:32000', to: trace.boxes[0]?.sent?.from },
  });
  expect(trace.response[3]?.sent).toEqual({ from: '34.123.45.67:80', to: trace.boxes[0]?.sent?.from });
  expect(trace.request).toEqual({ method: 'GET', url: URL_OF_LB });
});

test('without a healthy target the load balancer refuses, and the trace ends there', async () => {
  const { balancers, send, clock, log } = challenge();
  balancers.create({ name: 'lb-red', address: '34.123.45.67', port: 80, targets: ['node3:31999'] });
  await clock.advance(0);
  const trace = await send(URL_OF_LB);
  expect(trace.boxes.map((box) => box.name)).toEqual(['client', 'lb-red']);
  expect(trace.result).toEqual({
    kind: 'refused',
    at: 'lb/lb-red',
    rule: 'lb-red 34.123.45.67:80: no healthy target (0 of 1)',
    origin: { object: 'LoadBalancer lb-red', field: 'targets', value: 'node3:31999' },
  });
  expect(log.list()).toEqual([trace]);
});

test('requests on kept-alive upstream connections keep their own paths', async () => {
  const { balancers, send, clock, redServer } = challenge();
  balancers.create({ name: 'lb-red', address: '34.123.45.67', port: 80, targets: ['node3:32000', 'node4:32000'] });
  await clock.advance(0);
  const traces = await Promise.all(Array.from({ length: 20 }, () => send(URL_OF_LB)));
  const entries = traces.map((trace) => trace.boxes[2]?.name).sort();
  expect(entries).toEqual([...Array(10).fill('node3'), ...Array(10).fill('node4')]);
  expect(new Set(traces.map((trace) => trace.boxes.at(-1)?.name))).toEqual(new Set(['red']));
  redServer.close();
  const failed = await send(URL_OF_LB);
  expect(failed.result).toMatchObject({ status: 502, by: 'pod/default/ingress' });
});
