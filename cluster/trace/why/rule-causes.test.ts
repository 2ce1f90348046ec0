import { expect, test } from 'vitest';
import type { Trace, TraceBox } from '../trace.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { whyNot } from './why-not.ts';

/** A cluster in which nothing is. */
const nothing: ClusterFacts = {
  service: () => undefined,
  serviceAt: () => undefined,
  slicesOf: () => [],
  podsOf: () => [],
  podAt: () => undefined,
  deploymentsOf: () => [],
  kubeProxyOn: () => undefined,
  ingresses: () => [],
  ingressClasses: () => [],
  hasSecret: () => false,
  members: () => [],
  listening: () => [],
  isNodeAddress: () => true,
};

function failedAt(kind: TraceBox['kind'], name: string, rule: string): Trace {
  const plain = { node: null, rewrites: [], newConnection: false, decision: null, peer: null };
  const label = { from: '203.0.113.10:40000', to: '34.123.45.67:80' };
  return {
    id: 1,
    atMs: 0,
    durationMs: 3000,
    origin: 'learner',
    protocol: 'tcp',
    request: null,
    result: { kind: 'timed-out', at: `${kind}/${name}`, rule, origin: null },
    why: null,
    boxes: [
      { ...plain, id: 'client', kind: 'client', name: 'client', address: '203.0.113.10', received: null, sent: label },
      { ...plain, id: `${kind}/${name}`, kind, name, address: '34.123.45.67', received: label, sent: null },
    ],
    legs: [],
    response: [],
    counters: {
      hopsFromClient: 1,
      hopsFromLoadBalancer: null,
      rewrites: 0,
      connections: 1,
      nodeCrossings: 0,
      extraLegs: 0,
      networkHops: 0,
      responseHops: 0,
    },
  };
}

test('a full connection table', () => {
  expect(whyNot(failedAt('node', 'node1', 'nf_conntrack: table full, dropping packet'), nothing)).toMatchObject({
    cause: 'table-full',
    mend: { object: 'Node node1', field: 'net.netfilter.nf_conntrack_max' },
  });
});

test('a packet longer than a link takes', () => {
  expect(whyNot(failedAt('node', 'node3', 'longer than the MTU of flannel.1: 1450'), nothing)).toMatchObject({
    cause: 'mtu',
    text: 'A packet was longer than flannel.1 of node3 takes (MTU 1450). Small answers pass, large ones do not.',
    mend: { object: 'Node node3', field: 'flannel.1 mtu', value: '1450' },
  });
});

test('an address that the edge does not announce yet', () => {
  const rule = '-A PREROUTING -d 34.123.45.67/32 -m comment --comment "not announced yet" -j DROP';
  expect(whyNot(failedAt('edge', 'edge', rule), nothing)).toMatchObject({ cause: 'not-announced', at: 'edge/edge' });
});
