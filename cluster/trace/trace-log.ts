import type { RequestRecord, TrafficOrigin } from '../machinery/flow.ts';
import type { ConnectionRecord } from '../network/connection-record.ts';
import type { Network } from '../network/network.ts';
import { assembleTrace } from './assemble-trace.ts';
import { ConnectionLinks } from './connection-links.ts';
import { RingJournal } from './timeline/ring-journal.ts';
import type { Trace, TraceWhy } from './trace.ts';
import { portOf, type TraceContext } from './trace-context.ts';

const DNS_PORT = 53;
/** Traces kept for a session. */
const TRACES_MAX = 200;
/** Requests at proxies' upstreams that wait for the proxy's own record. */
const WAITING_REQUESTS_MAX = 4096;
/** Failures a probe may still ask for. */
const FAILURES_MAX = 64;

/** Listens to a network's connections and requests, and makes one trace of each path when it has ended. */
export class NetworkTraceLog {
  readonly #network: Network;
  readonly #context: TraceContext;
  readonly #ignored: (record: ConnectionRecord) => boolean;
  readonly #why: (trace: Trace) => TraceWhy | null;
  readonly #links = new ConnectionLinks();
  readonly #listeners = new Set<(trace: Trace) => void>();
  readonly #waiting = new Map<string, RequestRecord>();
  readonly #answered = new Set<number>();
  readonly #expected = new Map<number, (trace: Trace) => void>();
  readonly #lastFailures = new Map<number, Trace>();
  readonly #recent = new RingJournal<Trace>(TRACES_MAX);
  #traces: Trace[] = [];
  #count = 0;
  #checks = 0;

  /**
   * `why`: the reason of a failure, asked once for each.
   * `ignored`: connections that are the cluster's own business (API server, ssh), not a request's path.
   */
  constructor(
    network: Network,
    context: Pick<TraceContext, 'ownsAddress' | 'workloadAt'>,
    ignored: (record: ConnectionRecord) => boolean,
    why: (trace: Trace) => TraceWhy | null = () => null,
  ) {
    this.#network = network;
    this.#ignored = ignored;
    this.#why = why;
    this.#context = {
      ...context,
      connection: (id) => network.connection(id),
      request: (connectionId, sequence) => this.#waiting.get(`${connectionId}/${sequence}`),
      link: (connectionId) => this.#links.of(connectionId),
    };
    network.onLink((link) => this.#links.add(link));
    network.onConnection((record) => this.#onConnection(record));
    network.onRequest((record) => this.#onRequest(record));
  }

  /** The last of all the learner's flows, oldest first: requests, echoes and look-ups. */
  recent(): readonly Trace[] {
    return this.#recent.list();
  }

  list(): readonly Trace[] {
    return this.#traces;
  }

  onTrace(listener: (trace: Trace) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The trace of the connection's next request, or of the connection itself if it fails. */
  expect(connectionId: number): Promise<Trace> {
    return new Promise((resolve) => this.#expected.set(connectionId, resolve));
  }

  /** Of a connection that has failed just now. */
  ofFailure(connectionId: number): Trace | undefined {
    return this.#lastFailures.get(connectionId);
  }

  #onConnection(record: ConnectionRecord): void {
    if (record.continuation || record.origin === 'system' || this.#ignored(record)) return;
    // An echo or a look-up is no request's path: shown on demand.
    if (isAside(record)) return this.#addAside(record);
    if (record.outcome !== 'established') return this.#fail(record);
    if (record.closedMs !== undefined && !this.#answered.delete(record.id)) this.#add(record, undefined);
  }

  #fail(record: ConnectionRecord): void {
    this.#lastFailures.set(record.id, this.#add(record, undefined));
    if (this.#lastFailures.size <= FAILURES_MAX) return;
    const [oldest] = this.#lastFailures.keys();
    if (oldest !== undefined) this.#lastFailures.delete(oldest);
  }

  #onRequest(request: RequestRecord): void {
    const first = this.#links.firstOf(request.connectionId);
    const record = this.#network.connection(first);
    if (!record) return;
    if (record.continuation) return this.#wait(first, request);
    if (record.origin === 'system' || this.#ignored(record)) return;
    if (record.closedMs === undefined) this.#answered.add(record.id);
    this.#add(record, request);
    this.#forget(request);
  }

  #wait(connectionId: number, request: RequestRecord): void {
    this.#waiting.set(`${connectionId}/${request.sequence}`, request);
    if (this.#waiting.size <= WAITING_REQUESTS_MAX) return;
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined) this.#waiting.delete(oldest);
  }

  #forget(request: RequestRecord): void {
    let current: RequestRecord | undefined = request;
    while (current?.upstreamConnectionId !== undefined) {
      const key = `${current.upstreamConnectionId}/${current.upstreamSequence ?? 1}`;
      current = this.#waiting.get(key);
      this.#waiting.delete(key);
    }
  }

  #addAside(record: ConnectionRecord): void {
    if (record.origin !== 'learner') return;
    const assembled = assembleTrace(0, record, undefined, this.#context);
    this.#recent.add({ ...assembled, why: wentWrong(assembled) ? this.#why(assembled) : null });
  }

  #add(record: ConnectionRecord, request: RequestRecord | undefined): Trace {
    const assembled = assembleTrace(this.#nextId(record.origin), record, request, this.#context);
    const why = wentWrong(assembled) ? this.#why(assembled) : null;
    const trace = why ? { ...assembled, why } : assembled;
    if (record.origin === 'learner') {
      this.#recent.add(trace);
      this.#traces.push(trace);
      if (this.#traces.length > TRACES_MAX) this.#traces.shift();
    }
    this.#expected.get(record.id)?.(trace);
    this.#expected.delete(record.id);
    for (const listener of this.#listeners) listener(trace);
    return trace;
  }

  /** Learners' requests are numbered from 1; checks do not use up their numbers. */
  #nextId(origin: TrafficOrigin): number {
    return origin === 'learner' ? ++this.#count : 1_000_000 + ++this.#checks;
  }
}

/** Echoes, and questions to name servers. */
function isAside({ protocol, destination }: ConnectionRecord): boolean {
  return protocol === 'icmp' || (portOf(destination) === DNS_PORT && protocol === 'udp');
}

function wentWrong({ result }: Trace): boolean {
  return result.kind !== 'answered' || (result.status ?? 0) >= 400;
}
