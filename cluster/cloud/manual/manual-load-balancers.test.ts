import { beforeEach, expect, test } from 'vitest';
import { createTestCluster } from '../../network/test-cluster.ts';
import { LoadBalancers } from '../balancing/load-balancers.ts';
import { ManualLoadBalancers } from './manual-load-balancers.ts';

let cluster: ReturnType<typeof createTestCluster>;
let service: ManualLoadBalancers;

beforeEach(() => {
  cluster = createTestCluster({ nodes: 3 });
  for (const node of cluster.nodes) node.host.listen(32_000, (socket) => socket.end(node.host.hostname));
  const { clock, network, underlay } = cluster;
  const nodes = () => new Map(cluster.nodes.map((node) => [node.host.hostname, node.address]));
  service = new ManualLoadBalancers(new LoadBalancers({ clock, network, underlay, nodes }), {
    nodes,
    pods: () => new Map([['default/web', '192.168.1.2']]),
  });
  service.create({ name: 'lb', address: '34.123.45.67', port: 80, targets: ['node1:32000', 'node2:32000'] });
});

async function entries(count: number): Promise<string[]> {
  const seen: string[] = [];
  for (let index = 0; index < count; index++) {
    const socket = await cluster.client.connect('34.123.45.67', 80);
    seen.push(cluster.network.connection(socket.connectionId)?.crossings.at(-1)?.host ?? '');
    socket.resume().end();
  }
  return seen;
}

function member(at: number) {
  const target = service.get('lb').targets[at];
  return target && service.member('lb', target);
}

test('targets take turns once they have answered their health check', async () => {
  await cluster.clock.advance(0);
  expect(await entries(4)).toEqual(['node/node1', 'node/node2', 'node/node1', 'node/node2']);
});

test('a target that stops answering is left out after two failed checks, and comes back', async () => {
  await cluster.clock.advance(0);
  cluster.node(2).netfilter.append('filter', 'INPUT', '-p tcp -m tcp --dport 32000 -j DROP');
  await cluster.clock.advance(10_000);
  expect(member(1)).toMatchObject({ state: 'unhealthy', reason: 'connection timed out' });
  expect(await entries(2)).toEqual(['node/node1', 'node/node1']);
  cluster.node(2).netfilter.delete('filter', 'INPUT', '-p tcp -m tcp --dport 32000 -j DROP');
  await cluster.clock.advance(5_000);
  expect(member(1)?.state).toBe('healthy');
});

test('by source, one client always meets the same target', async () => {
  await cluster.clock.advance(0);
  service.set('lb', { algorithm: 'source' });
  expect(new Set(await entries(5)).size).toBe(1);
});

test('refusals say what to do', () => {
  expect(() => service.addTarget('lb', 'node1:32000')).toThrow('node1:32000 is a target of lb already.');
  expect(() => service.addTarget('lb', 'node9:32000')).toThrow('There is no node "node9". Nodes: node1, node2, node3.');
  expect(() => service.addTarget('lb', '192.168.1.2:80')).toThrow('192.168.1.2 is in the pod network');
  expect(() => service.addTarget('lb', 'node1')).toThrow('Write NODE:PORT or ADDRESS:PORT');
  expect(() => service.removeTarget('lb', 'node3:32000')).toThrow('node3:32000 is not a target of lb.');
  expect(() => service.set('lb', { algorithm: 'random' })).toThrow('Allowed: round-robin, least-connections, source.');
  expect(() => service.get('nope')).toThrow('There is no load balancer "nope". Known: lb.');
});
