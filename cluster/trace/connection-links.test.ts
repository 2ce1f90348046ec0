import { expect, test } from 'vitest';
import { NetworkError } from '../machinery/machine.ts';
import { addLoadBalancerHost } from '../network/flannel-layout.ts';
import { createTestCluster } from '../network/test-cluster.ts';
import type { Trace } from './trace.ts';
import { NetworkTraceLog } from './trace-log.ts';

const ADDRESS = '34.123.45.67';

/** A load balancer that ends TCP, in front of a server on node3 that listens, or does not. */
function proxyingBalancer() {
  const cluster = createTestCluster({ nodes: 4 });
  const { network, client, underlay } = cluster;
  const balancer = addLoadBalancerHost(network, underlay, {
    id: 'lb/red',
    name: 'red',
    publicAddress: ADDRESS,
    address: '10.100.0.200',
  });
  balancer.listen(
    80,
    async (socket) => {
      const decision = {
        rule: 'red -> node3:32000',
        origin: { object: 'LoadBalancer red', field: 'targets', value: '' },
      };
      try {
        const upstream = await balancer.connect('10.100.1.12', 32000, { continuation: true });
        const upstreamConnectionId = upstream.connectionId;
        network.requests.link({ connectionId: socket.connectionId, upstreamConnectionId, decision });
        socket.pipe(upstream).pipe(socket);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        const { connectionId } = socket;
        network.requests.link({ connectionId, upstreamConnectionId: error.connectionId, decision });
        socket.destroy();
      }
    },
    { address: ADDRESS },
  );
  const context = {
    ownsAddress: (id: string, address: string) => network.host(id)?.hasAddress(address) ?? false,
    workloadAt: () => undefined,
  };
  const log = new NetworkTraceLog(network, context, () => false);
  const traced = new Promise<Trace>((resolve) => log.onTrace(resolve));
  return { ...cluster, traced, connect: () => client.connect(ADDRESS, 80) };
}

test('a connection through a box that ends TCP is one trace, whose request was read behind it', async () => {
  const { network, nodes, traced, connect } = proxyingBalancer();
  nodes[2]?.host.listen(32000, (socket) => {
    socket.once('data', () => {
      const { connectionId } = socket;
      const request = { connectionId, sequence: 1, host: 'node/node3', method: 'GET', authority: 'red', path: '/' };
      network.requests.report({ id: 1, ...request, status: 200, startedMs: 1, endedMs: 2 });
    });
  });
  const socket = await connect();
  socket.write('GET');
  const trace = await traced;
  expect(trace.boxes.map(({ kind, name, newConnection }) => `${kind} ${name} ${newConnection}`)).toEqual([
    'client client false',
    'lb red true',
    'node node3 false',
  ]);
  expect(trace.boxes[1]?.decision?.rule).toBe('red -> node3:32000');
  expect(trace.boxes[1]?.sent?.from).toMatch(/^10\.100\.0\.200:/);
  expect(trace.counters).toMatchObject({ connections: 2, hopsFromClient: 2, hopsFromLoadBalancer: 1 });
  expect(trace.request).toEqual({ method: 'GET', url: 'http://red/' });
  expect(trace.result).toEqual({ kind: 'answered', status: 200, by: 'node/node3' });
  socket.destroy();
});

test("what fails behind it is where the client's connection failed", async () => {
  const { traced, connect } = proxyingBalancer();
  const socket = await connect();
  socket.on('error', () => {}).resume();
  const trace = await traced;
  expect(trace.result).toMatchObject({
    kind: 'refused',
    at: 'node/node3',
    rule: 'nobody listens on 10.100.1.12:32000',
  });
  expect(trace.boxes.map((box) => box.name)).toEqual(['client', 'red', 'node3']);
});
