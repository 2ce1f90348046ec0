import type { Trace } from '../../../server/schemas/trace.ts';
import { wayThrough } from '../map/path.ts';
import type { Leg } from '../map/routes.ts';

/** The front page's example: one request through five boxes. The addresses are those of the first lab. */
export interface HeroBox {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly x: number;
  readonly width: number;
}

export const heroSize = { width: 660, height: 236, y: 142 };

export const heroBoxes: readonly HeroBox[] = [
  { id: 'client', name: 'you', kind: 'outside', x: 20, width: 84 },
  { id: 'lb', name: 'lb-red', kind: 'load balancer', x: 146, width: 88 },
  { id: 'node', name: 'node3', kind: 'kube-proxy', x: 276, width: 92 },
  { id: 'proxy', name: 'ingress', kind: 'proxy pod', x: 410, width: 92 },
  { id: 'pod', name: 'red', kind: 'app pod', x: 548, width: 92 },
];

const me = '203.0.113.10:54321';
const node = '10.100.1.12:32000';
const ingress = '192.168.1.2:80';
const inner = { from: '192.168.1.2:38122', to: '192.168.4.2:8080' };
const masked = { from: '192.168.3.0:23817', to: ingress };
const rewrite = { rule: '', chains: [], origin: null, via: null, table: null };
const box = {
  address: '',
  node: null,
  decision: null,
  peer: null,
  newConnection: false,
  rewrites: [],
  received: null,
  sent: null,
};

export const heroTrace: Trace = {
  id: 0,
  atMs: 0,
  durationMs: 1.9,
  origin: 'learner',
  protocol: 'http',
  request: { method: 'GET', url: 'http://red.example/' },
  result: { kind: 'answered', status: 200, by: 'pod' },
  why: null,
  boxes: [
    { ...box, id: 'client', kind: 'client', name: 'you', sent: { from: me, to: '34.123.45.67:80' } },
    {
      ...box,
      id: 'lb',
      kind: 'lb',
      name: 'lb-red',
      received: { from: me, to: '34.123.45.67:80' },
      sent: { from: me, to: node },
      rewrites: [{ ...rewrite, kind: 'LB', part: 'to', before: '34.123.45.67:80', after: node }],
    },
    {
      ...box,
      id: 'node',
      kind: 'node',
      name: 'node3',
      received: { from: me, to: node },
      sent: masked,
      rewrites: [
        { ...rewrite, kind: 'DNAT', part: 'to', before: node, after: ingress },
        { ...rewrite, kind: 'MASQUERADE', part: 'from', before: me, after: masked.from },
      ],
    },
    { ...box, id: 'proxy', kind: 'proxy', name: 'ingress', received: masked, sent: inner, newConnection: true },
    { ...box, id: 'pod', kind: 'pod', name: 'red', received: inner },
  ],
  legs: [],
  response: [],
  counters: {
    hopsFromClient: 4,
    hopsFromLoadBalancer: 3,
    rewrites: 2,
    connections: 2,
    nodeCrossings: 2,
    extraLegs: 1,
    networkHops: 4,
    responseHops: 4,
  },
};

export const heroLegs: readonly Leg[] = heroBoxes.slice(1).map((to, index) => {
  const from = heroBoxes[index]!;
  const points = [
    { x: from.x + from.width, y: heroSize.y },
    { x: to.x, y: heroSize.y },
  ];
  return { index, from: from.id, to: to.id, way: wayThrough(points), tunnel: null };
});

/** What is said of it, by the box it is in. */
export const heroCaptions: readonly string[] = [
  'Your request, addressed to the load balancer.',
  'Hop 1. The load balancer picks node3 and writes its port on the label.',
  'Hop 2. node3 rewrites both lines: one so that it arrives, one so that the answer returns.',
  'Hop 3. The proxy opens a connection of its own, straight to the pod.',
  'The answer goes back the same way, and every label is undone.',
];
