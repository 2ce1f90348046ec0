import type { Trace } from '../../../server/schemas/trace.ts';
import type { Band, MapLayout } from './layout.ts';
import { wayThrough } from './path.ts';
import { wayBetween } from './routes.ts';

/** A way that requests can take or have taken, drawn under everything that moves. */
export interface Rail {
  readonly key: string;
  readonly d: string;
  /** Drawn as closed: an unhealthy target. */
  readonly closed: boolean;
}

/** From the objects: client to load balancers (by way of the edge, where it has their address) to their members to what the members' rules lead to; and what the given requests took. */
export function rails(map: MapLayout, traces: readonly Trace[]): Rail[] {
  const found = new Map<string, Rail>();
  const add = (from: string, to: string, closed = false): void => {
    const key = `${from} ${to}`;
    const known = found.get(key);
    if (known && (!known.closed || closed)) return;
    const points = wayBetween(map, from, to);
    if (points) found.set(key, { key, d: wayThrough(points).d, closed });
  };
  for (const box of map.balancers) {
    if (map.edge && box.balancer.edge) {
      add('client', map.edge.id);
      add(map.edge.id, box.id);
    } else add('client', box.id);
    for (const member of box.balancer.members) {
      const band = map.bands.find((b) => b.node.name === member.node);
      if (!band) continue;
      const host = map.pods.find((p) => p.pod.hostNetwork && p.band === band.id && p.pod.role === 'proxy');
      const rule = band.node.rules.some((r) => r.match === `:${member.port}`);
      add(box.id, rule || !host ? band.id : host.id, !member.healthy);
      if (member.healthy) for (const to of endpointsOf(map, band, member.port)) add(band.id, to);
    }
  }
  for (const trace of traces)
    for (let i = 0; i + 1 < trace.boxes.length; i++) add(trace.boxes[i]!.id, trace.boxes[i + 1]!.id);
  return [...found.values()];
}

/** The pods a node's rule for this port leads to. */
function endpointsOf(map: MapLayout, band: Band, port: number): string[] {
  const rule = band.node.rules.find((r) => r.match === `:${port}`);
  if (!rule) return [];
  return rule.to.flatMap((to) => {
    const address = to.slice(0, to.lastIndexOf(':'));
    const pod = map.pods.find((p) => p.pod.address === address && !p.pod.hostNetwork);
    return pod ? [pod.id] : [];
  });
}
