import type { RequestRecord } from '../../machinery/flow.ts';
import type { Foreseen, Rehearsal } from '../../machinery/rehearsal.ts';
import type { ConnectionRecord } from '../../network/connection-record.ts';
import type { Host, Network } from '../../network/network.ts';
import type { RehearsedConnection } from '../../network/rehearse-connection.ts';
import { assembleTrace } from '../assemble-trace.ts';
import type { Trace, TraceWhy } from '../trace.ts';
import { addressOf, type TraceContext } from '../trace-context.ts';
import { everyChoice } from './every-choice.ts';
import type { PossiblePath, Prediction } from './prediction.ts';

/** Ways that are followed; a Service with more endpoints than this is not for reading. */
const PATHS_MAX = 512;
/** Proxies one behind another. */
const CONNECTIONS_MAX = 8;
const STATUS_OK = 200;
const BAD_GATEWAY = 502;
const GATEWAY_TIMEOUT = 504;

export interface PredictOptions {
  readonly network: Network;
  readonly context: Pick<TraceContext, 'ownsAddress' | 'workloadAt'>;
  readonly why: (trace: Trace) => TraceWhy | null;
}

export interface PredictedRequest {
  readonly from: Host;
  readonly url: URL;
  /** Of the name in the URL. */
  readonly address: string;
}

/** Walks every way that a request may take through the rules and proxies as they are now. Sends nothing. */
export function predict(options: PredictOptions, request: PredictedRequest): Prediction {
  const outcomes = everyChoice((rehearsal) => walk(options, request, rehearsal), PATHS_MAX);
  const byWay = new Map<string, PossiblePath>();
  for (const { value: trace, probability } of outcomes) {
    const last = trace.boxes.at(-1);
    const source = trace.result.kind === 'answered' ? (last?.peer ?? last?.received?.from) : undefined;
    const sourceSeen = source === undefined ? null : source.includes(':') ? addressOf(source) : source;
    const key = `${trace.boxes.map(({ id }) => id).join(' ')} ${sourceSeen} ${trace.result.kind}`;
    const known = byWay.get(key);
    byWay.set(key, { probability: probability + (known?.probability ?? 0), trace: known?.trace ?? trace, sourceSeen });
  }
  const paths = [...byWay.values()]
    .map((path) =>
      path.trace.result.kind === 'answered' && (path.trace.result.status ?? 0) < 400 ? path : withWhy(path, options),
    )
    .sort((one, other) => round(other.probability - one.probability) || compareWays(one, other));
  const followed = paths.reduce((sum, { probability }) => sum + probability, 0);
  return { url: request.url.href, paths, notFollowed: Math.max(0, round(1 - followed)) };
}

function withWhy(path: PossiblePath, { why }: PredictOptions): PossiblePath {
  return { ...path, trace: { ...path.trace, why: why(path.trace) } };
}

/** One way: connection after connection, as long as somebody would send the request on. */
function walk(
  { network, context }: PredictOptions,
  { from, url, address }: PredictedRequest,
  rehearsal: Rehearsal,
): Trace {
  const secure = url.protocol === 'https:';
  const records: ConnectionRecord[] = [];
  const decisions: (Foreseen | undefined)[] = [];
  let host: Host | undefined = from;
  let to = { address, port: Number(url.port || (secure ? 443 : 80)) };
  while (host && records.length < CONNECTIONS_MAX) {
    const connection: RehearsedConnection | null = host.rehearse(to.address, to.port, rehearsal);
    if (!connection) break;
    records.push(recordOf(connection, records.length));
    if (connection.outcome !== 'established') break;
    const asked = { host: url.hostname, path: url.pathname, source: connection.peer, secure };
    const next = choose(connection.foresight?.(asked) ?? [], rehearsal);
    decisions.push(next);
    if (!next || !('to' in next)) break;
    host = network.host(connection.endedAt);
    to = next.to;
  }
  return put(records, decisions, url, context);
}

function choose(possible: readonly Foreseen[], rehearsal: Rehearsal): Foreseen | undefined {
  if (possible.length < 2) return possible[0];
  return possible[rehearsal.pick(possible.map((each) => ('to' in each ? each.weight : 1)))];
}

function recordOf(
  { source, destination, crossings, outcome, endedAt }: RehearsedConnection,
  index: number,
): ConnectionRecord {
  const continuation = index > 0;
  const about = { protocol: 'tcp' as const, origin: 'system' as const, startedMs: 0, closedMs: 0 };
  return { id: index + 1, ...about, source, destination, crossings, outcome, endedAt, continuation };
}

/** The same assembly as of what has happened, over records and requests as they would be told. */
function put(
  records: readonly ConnectionRecord[],
  decisions: readonly (Foreseen | undefined)[],
  url: URL,
  context: PredictOptions['context'],
): Trace {
  const requests = requestsOf(records, decisions, url);
  const decisionOf = (index: number) => {
    const found = decisions[index];
    return found && { rule: found.rule, ...(found.origin && { origin: found.origin }) };
  };
  const [root] = records;
  if (!root) throw new RangeError('nothing can be predicted of no connection');
  return assembleTrace(0, root, requests.get(1) ?? requests.get(readBehind(root.id, decisions) ?? 0), {
    ...context,
    connection: (id) => records[id - 1],
    request: (id) => requests.get(id) ?? requests.get(readBehind(id, decisions) ?? 0),
    link: (id) => {
      const decision = decisions[id - 1];
      if (!decision || !('to' in decision) || decision.reads) return undefined;
      const said = decisionOf(id - 1);
      return { connectionId: id, upstreamConnectionId: id + 1, ...(said && { decision: said }) };
    },
  });
}

/** The first connection from this one on whose end reads the request. */
function readBehind(id: number, decisions: readonly (Foreseen | undefined)[]): number | undefined {
  let at = id;
  for (;;) {
    const decision = decisions[at - 1];
    if (!decision || !('to' in decision) || decision.reads) return at;
    at++;
  }
}

function requestsOf(
  records: readonly ConnectionRecord[],
  decisions: readonly (Foreseen | undefined)[],
  url: URL,
): Map<number, RequestRecord> {
  const requests = new Map<number, RequestRecord>();
  let status = STATUS_OK;
  for (let index = records.length - 1; index >= 0; index--) {
    const record = records[index]!;
    const decision = decisions[index];
    if (record.outcome !== 'established') {
      status = record.outcome === 'ETIMEDOUT' ? GATEWAY_TIMEOUT : BAD_GATEWAY;
      continue;
    }
    if (decision && 'to' in decision && !decision.reads) continue;
    if (decision && 'status' in decision) {
      if (decision.status === null) continue;
      status = decision.status;
    }
    const forwards = decision !== undefined && 'to' in decision;
    requests.set(record.id, {
      id: record.id,
      connectionId: record.id,
      sequence: 1,
      host: record.endedAt,
      method: 'GET',
      authority: url.host,
      path: url.pathname,
      status,
      startedMs: 0,
      endedMs: 0,
      ...(decision && { decision: { rule: decision.rule, ...(decision.origin && { origin: decision.origin }) } }),
      ...(forwards && records[index + 1] && { upstreamConnectionId: index + 2, upstreamSequence: 1 }),
      ...(url.protocol === 'https:' && { tls: { serverName: url.hostname } }),
    });
  }
  return requests;
}

function compareWays(one: PossiblePath, other: PossiblePath): number {
  const [first, second] = [one, other].map(({ trace }) => trace.boxes.map(({ name }) => name).join());
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
