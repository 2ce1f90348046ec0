import type { Topology } from '../../../server/schemas/topology.ts';
import { type Geometry, withEdge } from './geometry.ts';
import { type MemberRow, memberRows, showsPort } from './member-rows.ts';
import type { Point } from './path.ts';
import { podHues } from './pod-hue.ts';
import { type RuleLine, ruleLines } from './rule-lines.ts';

type TopologyPod = Topology['pods'][number];
type TopologyBalancer = Topology['loadBalancers'][number];

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every box: a rectangle, where ways come in and where they go out. */
export interface MapBox extends Rectangle {
  readonly id: string;
  readonly entry: Point;
  readonly exit: Point;
}

export interface BalancerBox extends MapBox {
  readonly balancer: TopologyBalancer;
  /** The address as it fits the box: with the port where there is one listener and room. */
  readonly address: string;
  readonly members: readonly (MemberRow & { readonly y: number })[];
}

export interface Band extends Rectangle {
  readonly id: string;
  readonly node: Topology['nodes'][number];
  readonly target: boolean;
  readonly railY: number;
  readonly door: Point;
  readonly strip: Rectangle;
  /** Where a request rests while the node's rules rewrite it. */
  readonly rest: Point;
  readonly lines: readonly RuleLine[];
  readonly hiddenRules: number;
}

export interface PodBox extends MapBox {
  readonly pod: TopologyPod;
  readonly band: string;
  readonly hue: number;
}

/** Pods of a column that are folded away: only their number is drawn. */
export interface FoldBox extends Rectangle {
  readonly id: string;
  readonly pods: readonly TopologyPod[];
}

export interface MapLayout {
  readonly geometry: Geometry;
  readonly width: number;
  readonly height: number;
  readonly client: MapBox;
  readonly clientAddress: string;
  /** The provider's edge, where one has public addresses. */
  readonly edge: MapBox | null;
  readonly balancers: readonly BalancerBox[];
  readonly bands: readonly Band[];
  readonly pods: readonly PodBox[];
  readonly folds: readonly FoldBox[];
}

const top = 24;
const bandHeight = 95;
const bandGap = 8;
const podHeight = 56;
const podPitch = 60;
const shownPods = 3;

export interface LayoutOptions {
  /** Ids of boxes that must be drawn, folded or not: those of the chosen request. */
  readonly keep?: ReadonlySet<string>;
  /** `service match` of rules hit most recently, newest first: they are written first. */
  readonly hitRules?: readonly string[];
}

/** Where everything stands. Places depend on names and creation order only, never on load: boxes must not move. */
export function layout(topology: Topology, plain: Geometry, options: LayoutOptions = {}): MapLayout {
  const geometry = topology.loadBalancers.some((lb) => lb.edge) ? withEdge(plain) : plain;
  const nodes = [...topology.nodes].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const shown = topology.pods.filter((pod) => pod.namespace !== 'kube-system' || options.keep?.has(pod.id));
  const hues = podHues(shown.filter((pod) => pod.role === 'app'));
  const targets = new Set(topology.loadBalancers.flatMap((lb) => lb.members.map((m) => m.node)));
  const bands: Band[] = [];
  const pods: PodBox[] = [];
  const folds: FoldBox[] = [];
  let y = top;
  for (const node of nodes) {
    const inside = shown.filter((pod) => pod.node === node.name);
    const columns = (['proxy', 'app'] as const).map((role) =>
      column(
        inside.filter((pod) => pod.role === role),
        options.keep,
      ),
    );
    const rows = Math.max(1, ...columns.map((c) => c.shown.length + (c.folded.length > 0 ? 1 : 0)));
    const band = bandAt(
      node,
      y,
      bandHeight + (rows - 1) * podPitch,
      geometry,
      targets.has(node.name),
      options.hitRules ?? [],
    );
    bands.push(band);
    columns.forEach((c, i) => {
      const place = i === 0 ? geometry.proxy : geometry.app;
      c.shown.forEach((pod, row) => {
        pods.push(podAt(pod, band, place, row, hues.get(pod.name) ?? 0));
      });
      if (c.folded.length > 0)
        folds.push({
          id: `fold/${node.name}/${i === 0 ? 'proxy' : 'app'}`,
          pods: c.folded,
          ...placeIn(band, place, c.shown.length),
          height: 28,
        });
    });
    y += band.height + bandGap;
  }
  const height = Math.max(440, y + 4);
  const middle = nodes.length > 0 ? Math.round((top + y - bandGap) / 2) : 226;
  const balancers = balancersAt(
    topology,
    geometry,
    middle,
    nodes.map((n) => n.name),
  );
  return {
    geometry,
    width: geometry.width,
    height: Math.max(height, ...balancers.map((b) => b.y + b.height + 16)),
    client: clientAt(geometry, middle),
    clientAddress: topology.client.address,
    edge: edgeAt(geometry, middle),
    balancers,
    bands,
    pods,
    folds,
  };
}

function column(pods: readonly TopologyPod[], keep: ReadonlySet<string> | undefined) {
  if (pods.length <= shownPods) return { shown: pods, folded: [] };
  const wanted = pods.filter((pod, i) => i < shownPods - 1 || keep?.has(pod.id));
  return { shown: wanted, folded: pods.filter((pod) => !wanted.includes(pod)) };
}

function bandAt(
  node: Topology['nodes'][number],
  y: number,
  height: number,
  geometry: Geometry,
  target: boolean,
  hitRules: readonly string[],
): Band {
  const railY = y + 55;
  const strip = { x: geometry.rules.x, y: y + 28, width: geometry.rules.width, height: 58 };
  return {
    id: node.id,
    node,
    target,
    ...geometry.band,
    y,
    height,
    railY,
    door: { x: geometry.band.x, y: railY },
    strip,
    rest: { x: strip.x + strip.width - 10, y: railY },
    ...ruleLines(node.rules, strip, geometry.name === 'slim', hitRules),
  };
}

function placeIn(band: Band, place: { x: number; width: number }, row: number) {
  return { x: place.x, width: place.width, y: band.railY - 24 + row * podPitch };
}

function podAt(pod: TopologyPod, band: Band, place: { x: number; width: number }, row: number, hue: number): PodBox {
  const rectangle = { ...placeIn(band, place, row), height: podHeight };
  const y = band.railY + row * podPitch;
  return {
    id: pod.id,
    pod,
    band: band.id,
    hue,
    ...rectangle,
    entry: { x: rectangle.x, y },
    exit: { x: rectangle.x + rectangle.width, y },
  };
}

function clientAt(geometry: Geometry, middle: number): MapBox {
  const { x, width } = geometry.client;
  return {
    id: 'client',
    x,
    width,
    y: middle - 30,
    height: 60,
    entry: { x: x + width, y: middle },
    exit: { x: x + width, y: middle },
  };
}

function edgeAt({ edge: { x, width } }: Geometry, middle: number): MapBox | null {
  if (width === 0) return null;
  const [entry, exit] = [
    { x, y: middle },
    { x: x + width, y: middle },
  ];
  return { id: 'edge', x, width, y: middle - 22, height: 44, entry, exit };
}

function balancersAt(topology: Topology, geometry: Geometry, middle: number, nodes: readonly string[]): BalancerBox[] {
  const { x, width } = geometry.balancer;
  const sized = topology.loadBalancers.map((balancer) => ({ balancer, rows: memberRows(balancer, nodes) }));
  const heights = sized.map(({ rows }) => 64 + rows.length * 18);
  let y = Math.max(top, middle - (heights.reduce((sum, h) => sum + h, 0) + (heights.length - 1) * 32) / 2);
  return sized.map(({ balancer, rows }, i) => {
    const height = heights[i]!;
    const box: BalancerBox = {
      id: balancer.id,
      balancer,
      address: showsPort(balancer) ? `${balancer.address}:${balancer.port}` : balancer.address,
      x,
      y,
      width,
      height,
      entry: { x, y: y + height / 2 },
      exit: { x: x + width, y: y + height / 2 },
      members: rows.map((row, k) => ({ ...row, y: y + 70 + k * 18 })),
    };
    y += height + 32;
    return box;
  });
}
