import type { Service } from '../../client/objects.ts';
import type { RuleOrigin } from '../../machinery/flow.ts';
import type { Trace, TraceBox, TraceWhy } from '../trace.ts';
import { addressOf, portOf } from '../trace-context.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** A request that went wrong, as the causes look at it. */
export interface Failure {
  readonly trace: Trace;
  readonly kind: 'refused' | 'timed-out' | 'unreachable' | 'reset' | 'status';
  /** Of a proxy's answer. */
  readonly status: number | null;
  /** The first box where it went wrong. */
  readonly box: TraceBox;
  readonly rule: string;
  readonly origin: RuleOrigin | null;
  /** The Service that the packet was for when it failed. */
  readonly service: Service | undefined;
}

/** One reason: says what is wrong if it is the reason, else null. */
export type Cause = (failure: Failure, facts: ClusterFacts) => TraceWhy | null;

const CLIENT_ERROR = 400;

/** Null where nothing went wrong in the network: an application's own 404 is its own. */
export function failureOf(trace: Trace, facts: ClusterFacts): Failure | null {
  const { result } = trace;
  const service = serviceOf(trace, facts);
  if (result.kind !== 'answered') {
    const box = trace.boxes.findLast(({ id }) => id === result.at) ?? trace.boxes.at(-1);
    return box
      ? { trace, kind: result.kind, status: null, box, rule: result.rule, origin: result.origin, service }
      : null;
  }
  const last = trace.boxes.at(-1);
  const proxy = trace.boxes.find(({ id }) => id === result.by);
  if (!last || proxy?.kind !== 'proxy' || result.status === null || result.status < CLIENT_ERROR) return null;
  // What is behind a proxy that answers for itself never got the request.
  const { decision } = last;
  return {
    trace,
    kind: 'status',
    status: result.status,
    box: last,
    rule: decision?.rule ?? '',
    origin: decision?.origin ?? null,
    service,
  };
}

const SERVICE = /^Service (\S+)$/;

/** The last Service that a rule on the way named, or the one that the first packet was sent to. */
function serviceOf(trace: Trace, facts: ClusterFacts): Service | undefined {
  const { result, boxes } = trace;
  const origins = [
    result.kind === 'answered' ? null : result.origin,
    ...boxes.toReversed().flatMap((box) => [box.decision?.origin ?? null, ...box.rewrites.map(({ origin }) => origin)]),
  ];
  for (const origin of origins) {
    const key = origin && SERVICE.exec(origin.object)?.[1];
    const service = key ? facts.service(key) : undefined;
    if (service) return service;
  }
  for (const { received, sent } of boxes.toReversed()) {
    const to = (received ?? sent)?.to;
    const service = to && facts.serviceAt(addressOf(to), portOf(to), facts.isNodeAddress(addressOf(to)));
    if (service) return service;
  }
  return undefined;
}

/** `shop/web` */
export function keyOf({ metadata }: { metadata: { namespace: string; name: string } }): string {
  return `${metadata.namespace}/${metadata.name}`;
}
