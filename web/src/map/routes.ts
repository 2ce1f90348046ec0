import type { Trace } from '../../../server/schemas/trace.ts';
import type { Band, MapBox, MapLayout, PodBox } from './layout.ts';
import { type Point, type Way, wayThrough } from './path.ts';

export type Tunnel = NonNullable<Trace['legs'][number]['tunnel']>;

/** One arrow of a request: from a box to the next, along a way that is drawn. */
export interface Leg {
  readonly index: number;
  readonly from: string;
  readonly to: string;
  readonly way: Way;
  readonly tunnel: Tunnel | null;
}

/** The legs of a request over this layout. A box that the map does not know ends the drawing there: the view never guesses. */
export function routes(trace: Trace, map: MapLayout): Leg[] {
  const legs: Leg[] = [];
  for (let i = 0; i + 1 < trace.boxes.length; i++) {
    const from = trace.boxes[i]!.id;
    const to = trace.boxes[i + 1]!.id;
    const points = wayBetween(map, from, to);
    if (!points) return legs;
    const tunnel = trace.legs.find((leg) => leg.from === from && leg.to === to)?.tunnel ?? null;
    legs.push({ index: i, from, to, way: wayThrough(points), tunnel });
  }
  return legs;
}

/** A place of the map: the client, the edge, a load balancer, a node's band or a pod. */
type Place = { kind: 'outside'; box: MapBox } | { kind: 'node'; band: Band } | { kind: 'pod'; box: PodBox; band: Band };

export function placeOf(map: MapLayout, id: string): Place | null {
  if (id === 'client') return { kind: 'outside', box: map.client };
  if (map.edge && id === map.edge.id) return { kind: 'outside', box: map.edge };
  const balancer = map.balancers.find((b) => b.id === id);
  if (balancer) return { kind: 'outside', box: balancer };
  const band = map.bands.find((b) => b.id === id);
  if (band) return { kind: 'node', band };
  const box = map.pods.find((p) => p.id === id);
  const home = box && map.bands.find((b) => b.id === box.band);
  return box && home ? { kind: 'pod', box, band: home } : null;
}

/** Corner points from one box to another, always orthogonal, never through the text of a box. */
export function wayBetween(map: MapLayout, fromId: string, toId: string): Point[] | null {
  const from = placeOf(map, fromId);
  const to = placeOf(map, toId);
  if (!from || !to) return null;
  const start = from.kind === 'node' ? from.band.rest : from.box.exit;
  if (to.kind === 'outside')
    return from.kind === 'outside' && from.box === map.client && to.box !== map.edge
      ? roundTheEdge(map, start, to.box.entry)
      : elbow(start, to.box.entry);
  const end = to.kind === 'node' ? to.band.rest : to.box.entry;
  if (from.kind === 'outside') return fromOutside(map, from.box, to.band, to.kind === 'pod' ? to.box : null);
  return inside(
    map,
    start,
    from.kind === 'pod' ? from.box : null,
    from.band,
    end,
    to.kind === 'pod' ? to.box : null,
    to.band,
  );
}

function elbow(a: Point, b: Point): Point[] {
  if (a.y === b.y) return [a, b];
  const x = (a.x + b.x) / 2;
  return [a, { x, y: a.y }, { x, y: b.y }, b];
}

/** A load balancer that has its public address itself is reached under the edge's box. */
function roundTheEdge(map: MapLayout, start: Point, end: Point): Point[] {
  const { edge } = map;
  if (!edge) return elbow(start, end);
  const before = (start.x + edge.x) / 2;
  const behind = (edge.x + edge.width + end.x) / 2;
  const under = edge.y + edge.height + 12;
  return [
    start,
    { x: before, y: start.y },
    { x: before, y: under },
    { x: behind, y: under },
    { x: behind, y: end.y },
    end,
  ];
}

/** In by the band's door. The client's way to a node goes round the load balancers. */
function fromOutside(map: MapLayout, box: MapBox, band: Band, pod: PodBox | null): Point[] {
  const trunk = map.geometry.trunk;
  const door = band.door;
  const tail = [door, ...(pod ? inside(map, band.rest, null, band, pod.entry, pod, band) : [band.rest])];
  if (box.id !== 'client' && box !== map.edge)
    return [box.exit, { x: trunk, y: box.exit.y }, { x: trunk, y: door.y }, ...tail];
  const next = box !== map.edge && map.edge ? map.edge.x : map.geometry.balancer.x;
  const lane = (box.exit.x + next) / 2;
  const solid = map.edge ? [map.edge, ...map.balancers] : map.balancers;
  const blocked = (y: number) => solid.some((b) => y > b.y - 10 && y < b.y + b.height + 10);
  const start = { x: box.exit.x, y: box.exit.y };
  if (!blocked(door.y)) return [start, { x: lane, y: start.y }, { x: lane, y: door.y }, ...tail];
  const first = map.balancers[0];
  const last = map.balancers[map.balancers.length - 1];
  const below = last ? last.y + last.height + 14 : door.y;
  const above = first ? first.y - 26 : door.y;
  const round = Math.abs(below - door.y) <= Math.abs(above - door.y) ? below : above;
  return [
    start,
    { x: lane, y: start.y },
    { x: lane, y: round },
    { x: trunk, y: round },
    { x: trunk, y: door.y },
    ...tail,
  ];
}

/** Between nodes through a conduit, within a node never through one. */
function inside(
  map: MapLayout,
  start: Point,
  startBox: PodBox | null,
  startBand: Band,
  end: Point,
  endBox: PodBox | null,
  endBand: Band,
): Point[] {
  const [first, second] = map.geometry.tunnels.map((x, i) => {
    const column = i === 0 ? map.geometry.proxy : map.geometry.app;
    return startBand === endBand ? (x + 11 + column.x) / 2 : x;
  }) as [number, number];
  if (startBand === endBand && start.y === end.y && start.x < end.x && !crossesBox(map, start, end, startBox, endBox))
    return [start, end];
  const fromApp = start.x > map.geometry.app.x;
  const toApp = end.x >= map.geometry.app.x;
  if (fromApp || end.x < start.x) return backwards(start, startBand, end, endBand);
  if (start.x > first) return [start, { x: second, y: start.y }, { x: second, y: end.y }, end];
  if (!toApp) return [start, { x: first, y: start.y }, { x: first, y: end.y }, end];
  // Past the column of proxies, in the free strip under the boxes of the node that has none in the way.
  const under = startBand.y + startBand.height - 4;
  const clear = crossesBox(map, start, { x: second, y: start.y }, startBox, endBox) ? under : start.y;
  const detour: Point[] =
    clear === start.y
      ? []
      : [
          { x: first - 14, y: start.y },
          { x: first - 14, y: clear },
        ];
  return [start, ...detour, { x: second, y: clear }, { x: second, y: end.y }, end];
}

function crossesBox(map: MapLayout, a: Point, b: Point, ...except: (PodBox | null)[]): boolean {
  return map.pods.some(
    (p) =>
      !except.includes(p) &&
      a.y > p.y &&
      a.y < p.y + p.height &&
      Math.max(a.x, b.x) > p.x &&
      Math.min(a.x, b.x) < p.x + p.width,
  );
}

/** From a pod back to the left: out at its right edge, under the boxes, to the other's left edge. */
function backwards(start: Point, startBand: Band, end: Point, endBand: Band): Point[] {
  const out = start.x + 8;
  const into = end.x - 12;
  const y = endBand.y + endBand.height - 4;
  if (startBand === endBand && start.y === end.y && start.x < end.x) return [start, end];
  return [start, { x: out, y: start.y }, { x: out, y }, { x: into, y }, { x: into, y: end.y }, end];
}
