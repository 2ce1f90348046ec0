import type { RequestDecision, RequestRecord } from '../machinery/flow.ts';
import type { ConnectionRecord, Crossing } from '../network/connection-record.ts';
import { type ConnectionPath, pathOf } from './connection-path.ts';
import { responsePath } from './response-path.ts';
import type { Trace, TraceBox, TraceLeg, TraceResult } from './trace.ts';
import type { TraceContext } from './trace-context.ts';

/** A chain of proxies longer than this is a loop. */
const CONNECTIONS_MAX = 16;

interface Link {
  readonly record: ConnectionRecord;
  readonly path: ConnectionPath;
  /** As the box at its end read it. */
  readonly request: RequestRecord | undefined;
  readonly decision: RequestDecision | undefined;
}

/** Puts one request's path together: the client's connection, and each proxy's own after it. */
export function assembleTrace(
  id: number,
  root: ConnectionRecord,
  request: RequestRecord | undefined,
  context: TraceContext,
): Trace {
  const links = followProxies(root, request, context);
  const boxes: TraceBox[] = [];
  const legs: TraceLeg[] = [];
  for (const link of links) join(boxes, legs, link);
  const scheme = request?.tls ? 'https' : 'http';
  const response = responsePath(links, boxes);
  const hops = boxes.length - 1;
  const balancer = boxes.findIndex((box) => box.kind === 'lb');
  const sum = (field: 'nodeRewrites' | 'nodeCrossings' | 'extraLegs' | 'networkHops') =>
    links.reduce((total, link) => total + link.path[field], 0);
  return {
    id,
    atMs: request?.startedMs ?? root.startedMs,
    durationMs: (request?.endedMs ?? root.closedMs ?? root.startedMs) - (request?.startedMs ?? root.startedMs),
    origin: root.origin,
    protocol: request ? 'http' : root.protocol,
    request: request ? { method: request.method, url: `${scheme}://${request.authority}${request.path}` } : null,
    result: resultOf(links, request, boxes),
    why: null,
    boxes,
    legs,
    response,
    counters: {
      hopsFromClient: hops,
      hopsFromLoadBalancer: balancer < 0 ? null : hops - balancer,
      rewrites: sum('nodeRewrites'),
      connections: links.length,
      nodeCrossings: sum('nodeCrossings'),
      extraLegs: sum('extraLegs'),
      networkHops: sum('networkHops'),
      responseHops: Math.max(0, response.length - 1),
    },
  };
}

function followProxies(root: ConnectionRecord, request: RequestRecord | undefined, context: TraceContext): Link[] {
  const links: Link[] = [];
  let record: ConnectionRecord | undefined = root;
  let current = request;
  while (record && links.length < CONNECTIONS_MAX) {
    const carried = context.link(record.id);
    // A box that only passes bytes on has not read the request that a later one did.
    const read = carried ? undefined : current;
    links.push({ record, path: pathOf(record, context), request: read, decision: (carried ?? read)?.decision });
    const next = carried ? carried.upstreamConnectionId : read?.upstreamConnectionId;
    if (read) current = next === undefined ? undefined : context.request(next, read.upstreamSequence ?? 1);
    record = next === undefined ? undefined : context.connection(next);
  }
  return links;
}

/** Appends a connection: its first box is the last one's other side. */
function join(boxes: TraceBox[], legs: TraceLeg[], link: Link): void {
  const proxy = boxes.pop();
  const [first, ...rest] = link.path.boxes;
  if (proxy && first) {
    boxes.push({ ...proxy, kind: proxy.kind === 'lb' ? 'lb' : 'proxy', sent: first.sent, newConnection: true });
    const [firstLeg, ...otherLegs] = link.path.legs;
    if (firstLeg) legs.push({ ...firstLeg, from: proxy.id }, ...otherLegs);
  } else {
    if (first) boxes.push(first);
    legs.push(...link.path.legs);
  }
  boxes.push(...rest);
  const last = boxes.at(-1);
  const { decision } = link;
  if (last && decision) {
    boxes[boxes.length - 1] = {
      ...last,
      decision: { rule: decision.rule, chains: [], origin: decision.origin ?? null },
    };
  }
}

function resultOf(links: readonly Link[], request: RequestRecord | undefined, boxes: readonly TraceBox[]): TraceResult {
  // A failure behind a box that answers for itself is that box's answer; behind one that passes bytes on it is the client's.
  const failed = links.find((link) => link.record.outcome !== 'established');
  const last = boxes.at(-1)?.id ?? 'client';
  if (!failed || (request && failed !== links[0])) {
    const answeredBy = links.findLast((link) => link.request)?.path.boxes.at(-1)?.id;
    return { kind: 'answered', status: request?.status ?? null, by: answeredBy ?? last };
  }
  const { crossings } = failed.record;
  // Of a packet whose answer was lost it is not the last one that says why.
  const end: Crossing | undefined = crossings.findLast(({ verdict }) => verdict) ?? crossings.at(-1);
  const kind = FAILURES[failed.record.outcome] ?? 'unreachable';
  return { kind, at: end?.box.id ?? last, rule: end?.verdict?.rule ?? '', origin: end?.verdict?.origin ?? null };
}

const FAILURES: Readonly<Record<string, 'refused' | 'timed-out' | 'unreachable' | 'reset'>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  ECANCELED: 'timed-out',
  ECONNRESET: 'reset',
};
