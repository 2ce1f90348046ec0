import { expect, test } from 'vitest';
import { createTestCluster } from '../../network/test-cluster.ts';
import { LoadBalancers } from '../balancing/load-balancers.ts';
import { ManualLoadBalancers } from '../manual/manual-load-balancers.ts';
import { ProviderConsole } from './provider-console.ts';

function start() {
  const cluster = createTestCluster({ nodes: 2 });
  const { clock, network, underlay } = cluster;
  const nodes = () => new Map(cluster.nodes.map((node) => [node.host.hostname, node.address]));
  const engine = new LoadBalancers({ clock, network, underlay, nodes });
  const manual = new ManualLoadBalancers(engine, { nodes, pods: () => new Map() });
  manual.create({ name: 'lb', address: '34.123.45.67', targets: ['node1:32000'] });
  return { clock, engine, provider: new ProviderConsole(engine, manual) };
}

test('shows every load balancer, with its members and why they are not healthy', async () => {
  const { clock, engine, provider } = start();
  engine.create({ id: 'elb-1', name: 'k8s-demo', mode: 'preserve', owner: 'otc', publicAddress: null });
  await clock.advance(1_000);
  expect(provider.handle({ kind: 'list' })).toEqual({
    kind: 'load-balancers',
    loadBalancers: [
      {
        id: 'lb',
        name: 'lb',
        owner: 'manual',
        mode: 'preserve',
        publicAddress: '34.123.45.67',
        privateAddress: '10.100.0.200',
        announced: true,
        changeable: true,
        listeners: [
          {
            id: 'lb/tcp/80',
            protocol: 'TCP',
            port: 80,
            algorithm: 'round-robin',
            proxyProtocol: false,
            monitor: "TCP on each target's own port, every 2 s",
            members: [
              {
                name: 'node1:32000',
                address: '10.100.1.10',
                port: 32000,
                weight: 1,
                state: 'unhealthy',
                reason: 'connection refused',
                connections: 0,
              },
            ],
          },
        ],
      },
      {
        id: 'elb-1',
        name: 'k8s-demo',
        owner: 'otc',
        mode: 'preserve',
        publicAddress: null,
        privateAddress: '10.100.0.201',
        announced: true,
        changeable: false,
        listeners: [],
      },
    ],
  });
});

test('does what is asked, and refuses in sentences', () => {
  const { engine, provider } = start();
  const on = { loadBalancer: 'lb' };
  provider.handle({ kind: 'add-target', target: 'node2:32000', ...on });
  provider.handle({ kind: 'remove-target', target: 'node1:32000', ...on });
  provider.handle({ kind: 'health-check', on: false, ...on });
  provider.handle({ kind: 'release-address', ...on });
  const [listener] = engine.get('lb')?.listeners ?? [];
  expect(listener?.members.map(({ name }) => name)).toEqual(['node2:32000']);
  expect([listener?.settings.healthCheck, engine.get('lb')?.address]).toEqual([null, '10.100.0.200']);
  expect(provider.handle({ kind: 'add-target', target: 'node9:1', ...on })).toEqual({
    kind: 'refused',
    reason: 'There is no node "node9". Nodes: node1, node2.',
  });
  engine.create({ id: 'elb-1', name: 'k8s-demo', mode: 'preserve', owner: 'otc' });
  expect(provider.handle({ kind: 'delete', loadBalancer: 'elb-1' })).toMatchObject({
    reason:
      'k8s-demo belongs to a controller of the cluster, which would undo this. Use the command otc, or change the Service.',
  });
  expect(provider.handle({ kind: 'delete', ...on })).toMatchObject({ loadBalancers: [{ id: 'elb-1' }] });
});
