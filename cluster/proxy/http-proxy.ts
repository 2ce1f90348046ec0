import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { type Listener, type Machine, type MachineSocket, NetworkError } from '../machinery/machine.ts';
import { type Exchange, serveHttp } from './http-server.ts';
import type { Backend, ProxyConfiguration, ProxyRoute } from './proxy-configuration.ts';
import type { ProxyDialect } from './proxy-dialect.ts';
import { matchRoute } from './route-match.ts';
import { UpstreamAgent } from './upstream-agent.ts';

export interface HttpProxyOptions {
  readonly machine: Pick<Machine, 'network' | 'clock' | 'random'>;
  readonly port: number;
  /** How this proxy speaks: its error pages, headers and log lines. */
  readonly dialect: ProxyDialect;
  readonly log: (line: string) => void;
}

export interface HttpProxy extends Listener {
  configure(configuration: ProxyConfiguration): void;
}

/** A reverse proxy: ends the client's connection, opens one of its own to an endpoint. Listens at once. */
export function startHttpProxy(options: HttpProxyOptions): HttpProxy {
  const proxy = new RunningHttpProxy(options);
  const listener = serveHttp(options.machine, { port: options.port, program: options.dialect.name }, (exchange) =>
    proxy.handle(exchange),
  );
  return { port: listener.port, close: () => proxy.close(listener), configure: (next) => proxy.configure(next) };
}

/** One attempt's outcome, for the log and the record. */
interface Attempt {
  readonly address: string;
  readonly status: number;
}

class RunningHttpProxy {
  readonly #options: HttpProxyOptions;
  readonly #agent: UpstreamAgent;
  readonly #turns = new Map<string, number>();
  #configuration: ProxyConfiguration = { virtualHosts: [] };

  constructor(options: HttpProxyOptions) {
    this.#options = options;
    this.#agent = new UpstreamAgent(options.machine, options.dialect.connectTimeoutMs);
  }

  configure(configuration: ProxyConfiguration): void {
    this.#configuration = configuration;
  }

  close(listener: Listener): void {
    listener.close();
    this.#agent.destroy();
  }

  handle(exchange: Exchange): void {
    const host = (exchange.request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const path = (exchange.request.url ?? '/').split('?')[0] ?? '/';
    const route = matchRoute(this.#configuration, host, path);
    if (!route) return this.#answer(exchange, 404, undefined, []);
    exchange.forwarded = { decision: { rule: route.rule, ...(route.origin ? { origin: route.origin } : {}) } };
    const endpoints = this.#inTurn(route.backend);
    if (endpoints.length === 0) return this.#answer(exchange, 503, route, []);
    this.#forward(exchange, route, endpoints, []);
  }

  /** The endpoints to try, beginning with the next one's turn. */
  #inTurn(backend: Backend): readonly { address: string; port: number }[] {
    const count = backend.endpoints.length;
    if (count === 0) return [];
    const turn = this.#turns.get(backend.name) ?? this.#options.machine.random.integer(count);
    this.#turns.set(backend.name, turn + 1);
    return backend.endpoints.map((_, index) => backend.endpoints[(turn + index) % count]!);
  }

  #forward(
    exchange: Exchange,
    route: ProxyRoute,
    endpoints: readonly { address: string; port: number }[],
    failed: readonly Attempt[],
  ): void {
    const [endpoint, ...rest] = endpoints;
    if (!endpoint) return this.#answer(exchange, failed.at(-1)?.status ?? 502, route, failed);
    const address = `${endpoint.address}:${endpoint.port}`;
    const upstream = httpRequest({
      agent: this.#agent,
      host: endpoint.address,
      port: endpoint.port,
      method: exchange.request.method ?? 'GET',
      path: exchange.request.url ?? '/',
      headers: this.#headers(exchange),
      setHost: false,
    });
    let connected = false;
    upstream.once('socket', (socket) => {
      connected = true;
      // The agent makes nothing but machine sockets.
      const machineSocket = socket as unknown as MachineSocket;
      exchange.forwarded = {
        ...exchange.forwarded,
        upstreamConnectionId: machineSocket.connectionId,
        upstreamSequence: this.#agent.nextSequence(machineSocket),
      };
    });
    upstream.once('response', (response) =>
      this.#relay(exchange, route, response, [...failed, { address, status: response.statusCode ?? 502 }]),
    );
    upstream.once('error', (error) => {
      if (exchange.response.headersSent) return void exchange.response.destroy();
      const attempt = { address, status: isTimeout(error) ? 504 : 502 };
      if (error instanceof NetworkError && error.connectionId !== undefined) {
        exchange.forwarded = { ...exchange.forwarded, upstreamConnectionId: error.connectionId, upstreamSequence: 1 };
      }
      // As nginx does (proxy_next_upstream): another endpoint is tried where no request has been sent yet.
      this.#forward(exchange, route, connected || hasBody(exchange.request) ? [] : rest, [...failed, attempt]);
    });
    exchange.response.once('close', () => {
      if (!exchange.response.writableFinished) upstream.destroy();
    });
    if (hasBody(exchange.request)) exchange.request.pipe(upstream);
    else upstream.end();
  }

  #headers(exchange: Exchange): OutgoingHttpHeaders {
    const {
      connection: _connection,
      'keep-alive': _keepAlive,
      upgrade: _upgrade,
      ...headers
    } = exchange.request.headers;
    const peer = exchange.socket.remoteAddress;
    return {
      // HTTP/1.0 may leave it out; upstream is spoken to in 1.1, which must have one (RFC 9112, 3.2).
      host: '_',
      ...headers,
      ...this.#options.dialect.forwardedHeaders(exchange.request, peer, this.#options.machine.random),
    };
  }

  #relay(exchange: Exchange, route: ProxyRoute, response: IncomingMessage, attempts: readonly Attempt[]): void {
    const {
      connection: _connection,
      'keep-alive': _keepAlive,
      'transfer-encoding': _encoding,
      ...headers
    } = response.headers;
    exchange.response.writeHead(response.statusCode ?? 502, headers);
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    response.pipe(exchange.response);
    exchange.response.once('finish', () => this.#log(exchange, route, attempts, bytes));
  }

  #answer(exchange: Exchange, status: number, route: ProxyRoute | undefined, attempts: readonly Attempt[]): void {
    const page = this.#options.dialect.errorPage(status);
    exchange.response.writeHead(status, {
      'Content-Type': page.contentType,
      'Content-Length': Buffer.byteLength(page.body),
    });
    exchange.response.end(exchange.request.method === 'HEAD' ? undefined : page.body);
    this.#log(exchange, route, attempts, Buffer.byteLength(page.body));
  }

  #log(exchange: Exchange, route: ProxyRoute | undefined, attempts: readonly Attempt[], bytes: number): void {
    const { dialect, machine, log } = this.#options;
    log(
      dialect.accessLog({
        nowMs: machine.clock.now(),
        startedMs: exchange.startedMs,
        peer: exchange.socket.remoteAddress,
        request: exchange.request,
        status: exchange.response.statusCode,
        bytes,
        backend: route?.backend.name ?? '',
        attempts,
      }),
    );
  }
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function isTimeout(error: Error): boolean {
  return error instanceof NetworkError && error.code === 'ETIMEDOUT';
}
