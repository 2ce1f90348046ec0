import { describe, expect, test } from 'vitest';
import type { Trace } from '../../../server/schemas/trace.ts';
import { topology } from '../../fixtures/topology.ts';
import { droppedTrace, nodePortTrace, redTrace, refusedTrace } from '../../fixtures/traces.ts';
import { geometries } from '../map/geometry.ts';
import { layout } from '../map/layout.ts';
import { momentAt, timeOfStub } from '../map/player.ts';
import { routes } from '../map/routes.ts';
import { timeline } from '../map/timeline.ts';
import { stubs } from '../waybill/stubs.ts';
import { traceRows } from './rows.ts';
import { sentences } from './sentences.ts';

const flows: [string, Trace][] = [
  ['through the load balancer', redTrace(1)],
  ['within node4 and over to node2', redTrace(2, 4, 2)],
  ['to a NodePort', nodePortTrace(3)],
  ['dropped', droppedTrace(4)],
  ['refused', refusedTrace(5)],
];

describe.each(flows)('a request %s', (_name, trace) => {
  const legs = routes(trace, layout(topology, geometries.wide));
  const line = timeline(trace, legs);
  const rows = traceRows(trace, 'lb');
  const said = sentences(trace, 'lb');
  const strip = stubs(trace, 'lb');

  test('map, waybill, table and sentences tell the same addresses, arrow by arrow', () => {
    const onMap = legs.map((leg) => {
      const { label } = momentAt(line, legs, timeOfStub(line, leg.index));
      return `${label.from} → ${label.to}`;
    });
    const left = rows.filter((row) => row.left && !row.kind.startsWith('tunnel')).map((row) => row.left);
    expect(strip.slice(0, legs.length).map((stub) => `${stub.from} → ${stub.to}`)).toEqual(onMap);
    expect(left).toEqual(onMap);
    const received = rows.filter((row) => row.received && row.kind.startsWith('hop')).map((row) => row.received);
    expect(received).toEqual(onMap);
    for (const pair of received)
      expect(
        said.some((sentence) => sentence.text.includes(pair)),
        pair,
      ).toBe(true);
  });

  test('they count the same hops and tunnels', () => {
    const counted = strip.slice(0, -1).map((stub) => stub.number);
    expect(rows.filter((row) => row.kind.startsWith('hop')).map((row) => row.number)).toEqual(counted);
    expect(rows.filter((row) => row.kind.startsWith('tunnel'))).toHaveLength(legs.filter((leg) => leg.tunnel).length);
    expect(said.filter((sentence) => sentence.text.includes('crossing the tunnel'))).toHaveLength(
      legs.filter((leg) => leg.tunnel).length,
    );
  });
});

test('one sentence a hop, from the record', () => {
  expect(sentences(redTrace(27), 'lb').map(({ number, text }) => `${number} ${text}`)).toEqual([
    '0 You sent GET http://red.example/ from 203.0.113.10:54027 to 34.123.45.67:80.',
    '1 lb-red received the request as 203.0.113.10:54027 → 34.123.45.67:80. Its listener (members of LoadBalancer lb-red) rewrote the destination to 10.100.1.12:32000 and sent it to node3.',
    '2 node3 received the request as 203.0.113.10:54027 → 10.100.1.12:32000. kube-proxy’s rule (spec.ports[0].nodePort of Service ingress-nginx/ingress) rewrote the destination to 192.168.1.2:80 and the source to 192.168.3.0:23817 and sent it to the ingress-nginx pod, crossing the tunnel from node3 to node1.',
    '3 The ingress-nginx pod received the request as 192.168.3.0:23817 → 192.168.1.2:80. Its rule (spec.rules[0].http.paths[0].backend of Ingress default/red) chose the way: host red.example, path / -> red:80 -> 1 of 2 endpoints. It opened a new connection, 192.168.1.2:38027 → 192.168.4.2:8080, to the red pod, crossing the tunnel from node1 to node4.',
    '↩ The red pod received the request as 192.168.1.2:38027 → 192.168.4.2:8080. The red pod answered 200. Each rewrite was undone where it was made; you had the answer after 1.9 ms.',
  ]);
});

test('a request that was dropped says where, by which rule and which field', () => {
  const all = sentences(droppedTrace(4), 'lb');
  expect(all[all.length - 1]?.text).toMatch(/^Why not\? node3 runs no ready pod of Service ingress-nginx\/ingress/);
  expect(all[all.length - 2]?.text).toBe(
    'The request was dropped, and no answer came at node3: -A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "ingress-nginx/ingress has no local endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 32000 -j DROP (spec.externalTrafficPolicy of Service ingress-nginx/ingress). It ended after 3 s.',
  );
});
