import { expect, test } from 'vitest';
import { topology } from '../../fixtures/topology.ts';
import { droppedTrace, redTrace, refusedTrace } from '../../fixtures/traces.ts';
import { geometries } from './geometry.ts';
import { hopCount, hopNumber } from './hops.ts';
import { labelsLeft } from './label.ts';
import { layout } from './layout.ts';
import { momentAt, timeOfStub } from './player.ts';
import { routes } from './routes.ts';
import { timeline } from './timeline.ts';

const map = layout(topology, geometries.wide);
const whole = redTrace(27);
const legs = routes(whole, map);
const line = timeline(whole, legs);

test('the label reads as the request was left by each box', () => {
  expect(labelsLeft(whole).map(({ from, to, stamps }) => `${from} > ${to} ${stamps.join(' ')}`.trim())).toEqual([
    '203.0.113.10:54027 > 34.123.45.67:80',
    '203.0.113.10:54027 > 10.100.1.12:32000 LB',
    '192.168.3.0:23817 > 192.168.1.2:80 LB DNAT MASQ',
    '192.168.1.2:38027 > 192.168.4.2:8080 NEW',
    '192.168.1.2:38027 > 192.168.4.2:8080 NEW',
  ]);
});

test('at each stub the traveller is on that arrow with that label', () => {
  const seen = legs.map((leg) => momentAt(line, legs, timeOfStub(line, leg.index)));
  expect(seen.map((m) => [m.stub, m.label.to, m.response])).toEqual([
    [0, '34.123.45.67:80', false],
    [1, '10.100.1.12:32000', false],
    [2, '192.168.1.2:80', false],
    [3, '192.168.4.2:8080', false],
  ]);
  expect(seen[2]!.outer).toEqual({ from: '10.100.1.12', to: '10.100.1.10' });
});

test('the destination is struck before the source, in the kernel’s order', () => {
  const stays = line.segments.filter((s) => s.box === 2 && s.kind === 'stay' && !s.response);
  expect(stays.map((s) => momentAt(line, legs, s.start + s.duration * 0.3).striking)).toEqual(['to', 'from']);
});

test('it never jumps: neighbouring moments are near each other', () => {
  let before = momentAt(line, legs, 0);
  for (let t = 8; t <= line.duration; t += 8) {
    const now = momentAt(line, legs, t);
    expect(Math.hypot(now.x - before.x, now.y - before.y), `at ${t} ms`).toBeLessThan(20);
    before = now;
  }
});

test('in the end the answer is home and every leg was walked both ways', () => {
  const end = momentAt(line, legs, line.duration);
  expect(end).toMatchObject({
    box: 0,
    response: true,
    stub: 4,
    walked: [1, 1, 1, 1],
    returned: [true, true, true, true],
  });
  expect(end.label).toMatchObject({ from: '34.123.45.67:80', to: '203.0.113.10:54027', stamps: ['200'] });
});

test('a dropped request stays where it ended, a refused one comes back', () => {
  const dropped = droppedTrace(1);
  const droppedLegs = routes(dropped, map);
  const droppedLine = timeline(dropped, droppedLegs);
  const still = momentAt(droppedLine, droppedLegs, droppedLine.duration);
  expect(still).toMatchObject({ ended: true, response: false, box: 2 });
  const refused = refusedTrace(1);
  const refusedLegs = routes(refused, map);
  const refusedLine = timeline(refused, refusedLegs);
  const home = momentAt(refusedLine, refusedLegs, refusedLine.duration);
  expect(home).toMatchObject({ ended: false, response: true, box: 0 });
  expect(home.label.stamps).toEqual(['refused']);
});

test('three hops from the load balancer, four from the client', () => {
  expect(legs.map((leg) => hopNumber(whole, leg.index, 'lb'))).toEqual([0, 1, 2, 3]);
  expect(legs.map((leg) => hopNumber(whole, leg.index, 'client'))).toEqual([1, 2, 3, 4]);
  expect([hopCount(whole, 'lb'), hopCount(whole, 'client')]).toEqual([3, 4]);
});
