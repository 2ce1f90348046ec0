import { describe, expect, test } from 'vitest';
import type { Topology } from '../../../server/schemas/topology.ts';
import { topology } from '../../fixtures/topology.ts';
import { droppedTrace, nodePortTrace, redTrace, refusedTrace } from '../../fixtures/traces.ts';
import { geometries } from './geometry.ts';
import { layout, type MapLayout, type Rectangle } from './layout.ts';
import { routes, wayBetween } from './routes.ts';

/** A small linear congruential generator: the same 200 topologies every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * below) % below;
  };
}

function randomTopology(seed: number): Topology {
  const pick = numbers(seed);
  const nodes = topology.nodes
    .concat(topology.nodes)
    .slice(0, 1 + pick(6))
    .map((node, i) => ({
      ...node,
      id: `node/node${i + 1}`,
      name: `node${i + 1}`,
      address: `10.100.1.${10 + i}`,
    }));
  const pods = Array.from({ length: pick(14) }, (_, i) => {
    const n = 1 + pick(nodes.length);
    return {
      ...topology.pods[pick(3)]!,
      id: `pod/default/web-7d9f6c8b54-${String(i).padStart(5, 'x')}`,
      name: `web-7d9f6c8b54-${String(i).padStart(5, 'x')}`,
      node: `node${n}`,
      address: `192.168.${n}.${2 + i}`,
    };
  });
  const loadBalancers = Array.from({ length: pick(3) }, (_, i) => ({
    ...topology.loadBalancers[0]!,
    id: `lb/lb-${i}`,
    name: `lb-${i}`,
    edge: pick(2) === 1,
    members: Array.from({ length: 1 + pick(2) }, (_, l) =>
      nodes.slice(0, pick(4)).map((node) => ({
        listener: 80 + l,
        node: node.name,
        address: node.address,
        port: 32000 + l,
        healthy: pick(2) === 1,
      })),
    ).flat(),
  }));
  return { ...topology, nodes, pods, loadBalancers };
}

const boxesOf = (map: MapLayout): Rectangle[] => [
  map.client,
  ...(map.edge ? [map.edge] : []),
  ...map.balancers,
  ...map.pods,
  ...map.folds,
  ...map.bands.map((b) => b.strip),
];
const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a straight stretch runs through the inside of a rectangle. */
const through = (a: { x: number; y: number }, b: { x: number; y: number }, r: Rectangle): boolean =>
  Math.max(a.x, b.x) > r.x + 1 &&
  Math.min(a.x, b.x) < r.x + r.width - 1 &&
  Math.max(a.y, b.y) > r.y + 1 &&
  Math.min(a.y, b.y) < r.y + r.height - 1;

describe.each([geometries.wide, geometries.slim])('the $name map', (geometry) => {
  test('no two boxes overlap, and all stand within the drawing, for 200 random clusters', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 200; seed++) {
      const map = layout(randomTopology(seed), geometry);
      const boxes = boxesOf(map);
      for (const [i, box] of boxes.entries()) {
        if (box.x < 0 || box.x + box.width > map.width || box.y + box.height > map.height)
          wrong.push(`seed ${seed}: outside`);
        if (boxes.slice(i + 1).some((other) => overlap(box, other))) wrong.push(`seed ${seed}: overlap`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no way runs through a line of rules, a load balancer or another pod', () => {
    const crossed: string[] = [];
    for (let seed = 1; seed <= 200; seed++) {
      const map = layout(randomTopology(seed), geometry);
      const ids = ['client', ...map.balancers.map((b) => b.id), ...map.bands.map((b) => b.id)];
      const ends = [...map.balancers, ...map.bands, ...map.pods].map((b) => b.id);
      for (const from of ids)
        for (const to of ends) {
          const points = from === to || (to.startsWith('lb/') && from !== 'client') ? null : wayBetween(map, from, to);
          if (!points) continue;
          const solid = [
            ...(map.edge ? [map.edge] : []),
            ...map.balancers,
            ...map.pods,
            ...map.bands.flatMap((b) => b.lines),
          ].filter((r) => !('id' in r) || (r.id !== from && r.id !== to));
          for (let i = 1; i < points.length; i++)
            if (solid.some((r) => through(points[i - 1]!, points[i]!, r)))
              crossed.push(`seed ${seed}: ${from} to ${to}`);
        }
    }
    expect(crossed).toEqual([]);
  });

  test('a leg between nodes goes through a conduit, a leg inside a node never does', () => {
    const map = layout(topology, geometry);
    for (const trace of [redTrace(1, 3, 4), redTrace(2, 4, 2), nodePortTrace(3)])
      for (const leg of routes(trace, map)) {
        const upright = leg.way.points.some(
          (p, i) => i > 0 && p.x === leg.way.points[i - 1]!.x && geometry.tunnels.includes(p.x),
        );
        expect(upright, `${leg.from} to ${leg.to}`).toBe(leg.tunnel !== null);
      }
  });
});

test('a request has one leg for each arrow the map can draw, to where it ended', () => {
  const map = layout(topology, geometries.wide);
  const ways = (trace: Parameters<typeof routes>[0]) => routes(trace, map).map((leg) => `${leg.from} > ${leg.to}`);
  expect(ways(redTrace(1))).toEqual([
    'client > lb/lb-red',
    'lb/lb-red > node/node3',
    'node/node3 > pod/ingress-nginx/ingress-nginx-controller-5c9d7b8f4-xp4rn',
    'pod/ingress-nginx/ingress-nginx-controller-5c9d7b8f4-xp4rn > pod/default/red-7d9f6c8b54-w4m6z',
  ]);
  expect(ways(droppedTrace(1))).toEqual(['client > lb/lb-red', 'lb/lb-red > node/node3']);
  expect(ways(refusedTrace(1))).toEqual(['client > lb/lb-red']);
});

test('places depend on names, not on the order of arrival', () => {
  const turned = { ...topology, nodes: [...topology.nodes].reverse() };
  expect(layout(turned, geometries.wide).bands).toEqual(layout(topology, geometries.wide).bands);
});
