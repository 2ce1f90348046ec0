import { expect, test } from 'vitest';
import { SeededRandom } from '../../machinery/random.ts';
import { BackendLoad, choose } from './balance.ts';
import type { RouteEndpoint } from './route-endpoints.ts';

const endpoint = (last: number, weight: number): RouteEndpoint => ({
  address: `192.168.1.${last}`,
  port: 8080,
  weight,
  cookie: String(last),
  service: 'hello',
});
const around = { address: '203.0.113.10', random: new SeededRandom(1) };

function shares(algorithm: 'roundrobin' | 'random', endpoints: readonly RouteEndpoint[], count: number): number[] {
  const load = new BackendLoad();
  const seen = endpoints.map(() => 0);
  for (let turn = 0; turn < count; turn++) {
    const chosen = choose(algorithm, endpoints, load, around);
    if (chosen) seen[endpoints.indexOf(chosen)]!++;
  }
  return seen;
}

test('turns follow the weights exactly; without a weight nobody is sent there', () => {
  expect(shares('roundrobin', [endpoint(2, 256), endpoint(3, 128), endpoint(4, 0)], 300)).toEqual([200, 100, 0]);
});

test('at random, idle endpoints share evenly', () => {
  const [one = 0, two = 0, three = 0] = shares('random', [endpoint(2, 1), endpoint(3, 1), endpoint(4, 1)], 3000);
  for (const share of [one, two, three]) expect(Math.abs(share - 1000)).toBeLessThan(150);
});

test('by source, one client meets one endpoint', () => {
  const endpoints = [endpoint(2, 1), endpoint(3, 1), endpoint(4, 1)];
  const load = new BackendLoad();
  const chosen = new Set(Array.from({ length: 20 }, () => choose('source', endpoints, load, around)?.address));
  expect(chosen.size).toBe(1);
});
