import type { ConnectionRecord, Crossing, Rewrite } from '../network/connection-record.ts';
import type { TraceBox, TraceLeg, TraceRewrite } from './trace.ts';
import { addressOf, portOf, type TraceContext } from './trace-context.ts';

/** One connection's boxes and arrows. `legs[i]` leads to `boxes[i + 1]`. */
export interface ConnectionPath {
  readonly boxes: readonly TraceBox[];
  readonly legs: readonly TraceLeg[];
  readonly networkHops: number;
  readonly nodeRewrites: number;
  readonly nodeCrossings: number;
  readonly extraLegs: number;
}

/**
 * Counts what definition H counts: a box receives the packet under an address of its own and then decides. Routers,
 * bridges, tunnels and nodes that merely pass a packet on are no boxes.
 */
export function pathOf(record: ConnectionRecord, context: TraceContext): ConnectionPath {
  const boxes: TraceBox[] = [];
  const legs: TraceLeg[] = [];
  let passed: Crossing[] = [];
  let previous = 0;
  record.crossings.forEach((crossing, index) => {
    const last = boxes.at(-1);
    if (!isBox(crossing, last, context)) {
      passed.push(crossing);
      return;
    }
    const box = boxOf(crossing, index === record.crossings.length - 1, context);
    if (last) legs.push(legBetween(last.id, box.id, record.crossings.slice(previous, index + 1), passed));
    boxes.push(box);
    passed = [];
    previous = index;
  });
  return { boxes, legs, ...count(record, boxes) };
}

function isBox(crossing: Crossing, last: TraceBox | undefined, context: TraceContext): boolean {
  if (!crossing.inInterface || !last) return true;
  switch (crossing.box.kind) {
    case 'lb':
    case 'edge':
      return crossing.rewrites.length > 0 || crossing.verdict !== undefined || crossing.outInterface === undefined;
    case 'node': {
      if (context.ownsAddress(crossing.host, addressOf(crossing.received.destination))) return true;
      const rewritten = crossing.rewrites.some((rewrite) => rewrite.part === 'destination');
      return rewritten && (last.kind === 'client' || last.kind === 'lb' || last.kind === 'edge');
    }
    case 'pod':
      return true;
    default:
      return false;
  }
}

function boxOf(crossing: Crossing, isLast: boolean, context: TraceContext): TraceBox {
  const delivered = isLast && crossing.outInterface === undefined && crossing.inInterface !== undefined;
  const port = portOf(delivered ? crossing.sent.destination : crossing.sent.source);
  const workload = delivered || crossing.box.kind === 'pod' ? context.workloadAt(crossing.host, port) : undefined;
  const deciding = crossing.rewrites.find((rewrite) => rewrite.part === 'destination');
  return {
    id: workload?.id ?? crossing.box.id,
    kind: kindOf(crossing, workload?.role),
    name: workload?.name ?? crossing.box.name,
    node: workload?.node ?? (crossing.box.kind === 'node' ? crossing.box.name : null),
    address: addressOf(crossing.inInterface ? crossing.received.destination : crossing.sent.source),
    received: crossing.inInterface ? label(crossing.received) : null,
    sent: delivered || crossing.verdict ? null : label(crossing.sent),
    rewrites: crossing.rewrites.map(rewriteOf),
    newConnection: false,
    decision: decisionOf(crossing, deciding),
    peer: delivered ? crossing.sent.source : null,
  };
}

function decisionOf(crossing: Crossing, deciding: Rewrite | undefined): TraceBox['decision'] {
  const { verdict } = crossing;
  if (verdict) {
    return { rule: verdict.rule, chains: verdict.chain ? [verdict.chain] : [], origin: verdict.origin ?? null };
  }
  return deciding ? { rule: deciding.rule, chains: deciding.chains, origin: deciding.origin ?? null } : null;
}

function kindOf(crossing: Crossing, role: 'proxy' | 'app' | undefined): TraceBox['kind'] {
  if (role) return role === 'proxy' ? 'proxy' : 'pod';
  switch (crossing.box.kind) {
    case 'lb':
    case 'edge':
    case 'node':
    case 'pod':
      return crossing.box.kind;
    default:
      return 'client';
  }
}

function legBetween(from: string, to: string, way: readonly Crossing[], passed: readonly Crossing[]): TraceLeg {
  // The last crossing is the arrival: a tunnel that leaves from there belongs to the next arrow.
  const at = way.slice(0, -1).findIndex((crossing) => crossing.tunnel);
  const tunnel = way[at]?.tunnel;
  return {
    from,
    to,
    tunnel: tunnel
      ? {
          fromNode: way[at]?.box.name ?? '',
          toNode: way[at + 1]?.box.name ?? '',
          outerFrom: tunnel.source,
          outerTo: tunnel.destination,
        }
      : null,
    rewrites: passed.flatMap((crossing) => crossing.rewrites.map(rewriteOf)),
  };
}

function count(record: ConnectionRecord, boxes: readonly TraceBox[]): Omit<ConnectionPath, 'boxes' | 'legs'> {
  const { crossings } = record;
  const nodes = crossings.filter((crossing) => crossing.box.kind === 'node');
  const nodeBoxes = new Set(boxes.filter((box) => box.kind === 'node').map((box) => box.id));
  const tunnelled = crossings.filter((crossing) => crossing.tunnel);
  return {
    networkHops: crossings.filter((crossing) => crossing.inInterface && crossing.outInterface).length,
    nodeRewrites: nodes.reduce((sum, crossing) => sum + crossing.rewrites.length, 0),
    nodeCrossings: tunnelled.length,
    extraLegs: tunnelled.filter((crossing) => nodeBoxes.has(crossing.box.id) && crossing.inInterface).length,
  };
}

function rewriteOf(rewrite: Rewrite): TraceRewrite {
  return {
    kind: rewrite.kind,
    part: rewrite.part === 'source' ? 'from' : 'to',
    before: rewrite.before,
    after: rewrite.after,
    rule: rewrite.rule,
    chains: rewrite.chains,
    origin: rewrite.origin ?? null,
    via: rewrite.via ?? null,
    table: rewrite.table ?? null,
  };
}

function label(pair: Crossing['received']): { from: string; to: string } {
  return { from: pair.source, to: pair.destination };
}
