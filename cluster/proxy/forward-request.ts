import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { NetworkError } from '../machinery/machine.ts';
import { answerError, type Handled, logRequest } from './answer-request.ts';
import { Deadline } from './deadline.ts';
import type { Backend, Endpoint, ProxyRoute } from './proxy-configuration.ts';
import type { Attempt, LoggedProblem, ProxyError } from './proxy-dialect.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';
import { relayAnswer } from './relay-answer.ts';
import { type BodyOutcome, collectBody } from './request-body.ts';
import { switchProtocols } from './switch-protocols.ts';
import { type UpstreamArgs, UpstreamTlsError } from './upstream-agent.ts';

/** As nginx: these may be sent twice, the others not once they have been sent. */
const NOT_IDEMPOTENT = new Set(['POST', 'PATCH', 'LOCK']);

type Failure = 'error' | 'timeout';

/** Carries one request to an endpoint of a backend, to another one where that fails, and the answer back. */
export class RequestForwarding {
  readonly #runtime: ProxyRuntime;
  readonly #handled: Handled & { readonly route: ProxyRoute };
  readonly #backend: Backend;
  readonly #attempts: Attempt[] = [];
  #body: BodyOutcome = { kind: 'whole', bytes: Buffer.alloc(0) };
  #upstream: ClientRequest | undefined;
  #over = false;

  constructor(runtime: ProxyRuntime, handled: Handled & { readonly route: ProxyRoute }, backend: Backend) {
    this.#runtime = runtime;
    this.#handled = handled;
    this.#backend = backend;
  }

  start(): void {
    const { exchange } = this.#handled;
    exchange.response.once('close', () => this.#clientGone());
    if (!exchange.hasBody || exchange.upgradeHead) return this.#try();
    void this.#readBody();
  }

  async #readBody(): Promise<void> {
    const { exchange, request, route } = this.#handled;
    const { dialect } = this.#runtime;
    const limitBytes = route.limits?.bodyBytes ?? dialect.bodyBytes;
    if (limitBytes > 0 && Number(request.headers.get('content-length') ?? 0) > limitBytes) {
      return this.#fail('body-too-large');
    }
    if (/^100-continue$/i.test(request.headers.get('expect') ?? '')) exchange.response.writeContinue();
    if (!dialect.buffersRequests) {
      this.#body = { kind: 'streaming', first: Buffer.alloc(0) };
      return this.#try();
    }
    exchange.awaitBody(true);
    this.#body = await collectBody(exchange.request, { limitBytes, onProgress: () => exchange.awaitBody(true) });
    exchange.awaitBody(false);
    if (this.#over || this.#body.kind === 'aborted') return;
    if (this.#body.kind === 'too-large') return this.#fail('body-too-large');
    this.#try();
  }

  #try(): void {
    const { request, route } = this.#handled;
    const endpoint = this.#backend.pick?.(request, this.#backend.endpoints) ?? this.#runtime.turns.next(this.#backend);
    if (!endpoint) return this.#fail('no-endpoints');
    const { machine, agent, dialect } = this.#runtime;
    const startedMs = machine.clock.now();
    const options: UpstreamArgs = {
      agent,
      host: endpoint.address,
      port: endpoint.port,
      method: request.method,
      path: request.upstreamTarget,
      headers: this.#headers(),
      setHost: false,
      connectTimeoutMs: route.limits?.connectTimeoutMs ?? dialect.timeouts.connectMs,
      upstreamTls: this.#backend.tls,
    };
    const upstream = httpRequest(options);
    if (!this.#handled.exchange.upgradeHead) upstream.removeHeader('connection');
    this.#upstream = upstream;
    const readMs = route.limits?.readTimeoutMs ?? dialect.timeouts.readMs;
    const deadline = new Deadline(machine.clock, () => upstream.destroy(new NetworkError('ETIMEDOUT')));
    let connected = false;
    upstream.once('socket', (socket) => {
      connected = true;
      deadline.in(readMs);
      this.#tellConnection(socket);
    });
    upstream.once('response', (answer) => {
      const attempt = this.#attempt(endpoint, answer.statusCode ?? 502, startedMs);
      if (this.#retriesStatus(attempt)) {
        answer.resume();
        deadline.stop();
        return this.#try();
      }
      this.#relay(answer, { deadline, readMs, endpoint, startedMs });
    });
    upstream.once('upgrade', (answer, socket, head) => {
      this.#over = true;
      this.#attempt(endpoint, answer.statusCode ?? 101, startedMs);
      switchProtocols(this.#runtime, this.#handled, this.#attempts, { answer, socket, head, deadline, readMs });
    });
    upstream.once('error', (error) => {
      deadline.stop();
      this.#failed(error, endpoint, startedMs, connected);
    });
    this.#sendBody(upstream);
  }

  #relay(
    answer: IncomingMessage,
    {
      deadline,
      readMs,
      endpoint,
      startedMs,
    }: { deadline: Deadline; readMs: number; endpoint: Endpoint; startedMs: number },
  ): void {
    this.#over = true;
    relayAnswer(this.#runtime, this.#handled, answer, {
      onData: () => deadline.in(readMs),
      onEnd: (bytes, complete) => {
        deadline.stop();
        const last = this.#attempts.pop();
        if (last) {
          this.#attempts.push({ ...last, bytes, durationMs: this.#runtime.machine.clock.now() - startedMs });
        }
        if (!complete) this.#upstream?.destroy();
        if (!complete && !answer.complete) this.#tell('reset', endpoint);
        logRequest(this.#runtime, this.#handled, this.#attempts, bytes);
      },
    });
  }

  #headers(): Record<string, string | string[]> {
    const { request, exchange } = this.#handled;
    const headers = request.upstreamHeaders.toObject();
    if (exchange.upgradeHead) return { ...headers, Connection: 'upgrade' };
    if (this.#body.kind === 'whole' && exchange.hasBody) headers['Content-Length'] = String(this.#body.bytes.length);
    return headers;
  }

  #sendBody(upstream: ClientRequest): void {
    const { exchange } = this.#handled;
    const body = this.#body;
    if (body.kind === 'whole') {
      if (body.bytes.length > 0) upstream.write(body.bytes);
      upstream.end();
      return;
    }
    if (body.kind !== 'streaming') return;
    if (body.first.length > 0) upstream.write(body.first);
    exchange.request.pipe(upstream);
  }

  #attempt(endpoint: Endpoint, status: number, startedMs: number): Attempt {
    const durationMs = this.#runtime.machine.clock.now() - startedMs;
    const attempt = { address: `${endpoint.address}:${endpoint.port}`, status, durationMs, bytes: 0 };
    this.#attempts.push(attempt);
    return attempt;
  }

  #tellConnection(socket: Duplex): void {
    const { agent } = this.#runtime;
    const { exchange } = this.#handled;
    const upstreamConnectionId = agent.machineSocket(socket).connectionId;
    exchange.forwarded = { ...exchange.forwarded, upstreamConnectionId, upstreamSequence: agent.nextSequence(socket) };
  }

  #failed(error: Error, endpoint: Endpoint, startedMs: number, connected: boolean): void {
    const { exchange } = this.#handled;
    if (this.#over || exchange.response.headersSent) return;
    const failure: Failure = error instanceof NetworkError && error.code === 'ETIMEDOUT' ? 'timeout' : 'error';
    if (error instanceof NetworkError && error.connectionId !== undefined) {
      exchange.forwarded = { ...exchange.forwarded, upstreamConnectionId: error.connectionId, upstreamSequence: 1 };
    }
    this.#attempt(endpoint, failure === 'timeout' ? 504 : 502, startedMs);
    this.#tell(kindOf(error, connected), endpoint, error instanceof UpstreamTlsError ? error.message : undefined);
    if (this.#retries(failure, connected)) return this.#try();
    this.#fail(failure === 'timeout' ? 'gateway-timeout' : 'bad-gateway');
  }

  #retries(failure: Failure, sent: boolean): boolean {
    const { request, route } = this.#handled;
    const policy = route.limits?.tries ?? this.#runtime.dialect.retries;
    if (this.#attempts.length >= policy.tries || this.#body.kind === 'streaming') return false;
    if (sent && NOT_IDEMPOTENT.has(request.method) && !policy.nonIdempotent) return false;
    return failure === 'timeout' ? policy.onTimeout : policy.onError;
  }

  #retriesStatus({ status }: Attempt): boolean {
    const { request, route } = this.#handled;
    const policy = route.limits?.tries ?? this.#runtime.dialect.retries;
    if (!policy.statuses.includes(status) || this.#attempts.length >= policy.tries) return false;
    return this.#body.kind !== 'streaming' && (policy.nonIdempotent || !NOT_IDEMPOTENT.has(request.method));
  }

  #tell(kind: LoggedProblem['kind'], { address, port }: Endpoint, message?: string): void {
    const { exchange, request } = this.#handled;
    this.#runtime.logProblem({
      connectionId: exchange.socket.connectionId,
      kind,
      request,
      clientAddress: request.clientAddress,
      endpoint: { address, port, tls: this.#backend.tls !== undefined },
      ...(message !== undefined && { message }),
    });
  }

  #fail(problem: ProxyError): void {
    if (this.#over) return;
    this.#over = true;
    answerError(this.#runtime, this.#handled, problem, this.#attempts);
  }

  /** The client went before it had its answer. */
  #clientGone(): void {
    const { exchange, request } = this.#handled;
    if (exchange.response.writableFinished) return;
    this.#upstream?.destroy();
    if (this.#over) return;
    this.#over = true;
    // nginx's own number for it.
    logRequest(this.#runtime, this.#handled, this.#attempts, 0, exchange.timedOut ? 408 : 499);
    for (const end of request.onEnd.splice(0)) end();
  }
}

function kindOf(error: Error, connected: boolean): LoggedProblem['kind'] {
  if (error instanceof UpstreamTlsError) return 'tls';
  if (!(error instanceof NetworkError)) return 'reset';
  if (error.code === 'ETIMEDOUT') return connected ? 'read-timeout' : 'connect-timeout';
  if (error.code === 'ECONNREFUSED') return 'refused';
  return error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH' ? 'unreachable' : 'reset';
}
