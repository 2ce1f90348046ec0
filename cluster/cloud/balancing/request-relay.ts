import { type ClientRequest, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { type Listener, NetworkError } from '../../machinery/machine.ts';
import { createMachineNetwork } from '../../network/machine-network.ts';
import { type Exchange, type Forwarded, serveHttp } from '../../proxy/http-server.ts';
import { UpstreamAgent, type UpstreamArgs } from '../../proxy/upstream-agent.ts';
import type { Member } from './member.ts';
import type { PortOptions, ServedPort } from './serve-port.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** What is added while the answer is on its way goes into the request's record. */
type RelayedExchange = Exchange & { forwarded?: Forwarded };

/** A layer-7 proxy: each request goes to whose turn it is, with the peer's address appended to X-Forwarded-For. */
export class RequestRelay implements ServedPort {
  readonly #options: PortOptions;
  readonly #server: Listener;
  readonly #agent: UpstreamAgent;

  constructor(options: PortOptions) {
    const { host, network, clock, address, listener } = options;
    this.#options = options;
    const machine = { network: createMachineNetwork(host, { network, lookup: async (name) => [name] }), clock };
    this.#agent = new UpstreamAgent(machine);
    const foresight = listener.foresight(true);
    const serving = { port: listener.settings.port, address, program: 'lb', foresight };
    this.#server = serveHttp(machine, serving, (exchange) => this.#forward(exchange, []));
  }

  /** A removed member gets no further request; those on their way end by themselves. */
  drain(): void {}

  close(): void {
    this.#server.close();
    this.#agent.destroy();
  }

  #forward(exchange: RelayedExchange, tried: readonly Member[]): void {
    const { listener, clock } = this.#options;
    const peer = exchange.socket.remoteAddress;
    const member = listener.choose(peer, clock.now(), tried);
    if (!member) return answer(exchange, tried.length === 0 ? 503 : 502);
    exchange.forwarded = { decision: { rule: listener.rule(member), origin: listener.origin() } };
    const asked: UpstreamArgs = {
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      agent: this.#agent,
      host: member.address,
      port: member.port,
      method: exchange.request.method ?? 'GET',
      path: exchange.request.url ?? '/',
      headers: forwardedHeaders(exchange, listener.settings.port),
      setHost: false,
    };
    const upstream = httpRequest(asked);
    member.activeConnections++;
    upstream.once('close', () => member.activeConnections--);
    exchange.response.once('close', () => {
      if (!exchange.response.writableFinished) upstream.destroy();
    });
    this.#await(exchange, upstream, [...tried, member]);
  }

  #await(exchange: RelayedExchange, upstream: ClientRequest, tried: readonly Member[]): void {
    let connected = false;
    upstream.once('socket', (socket) => {
      connected = true;
      const upstreamConnectionId = this.#agent.machineSocket(socket).connectionId;
      const upstreamSequence = this.#agent.nextSequence(socket);
      exchange.forwarded = { ...exchange.forwarded, upstreamConnectionId, upstreamSequence };
    });
    upstream.once('response', (response) => relay(exchange, response));
    upstream.once('error', (error) => {
      if (exchange.response.headersSent) return void exchange.response.destroy();
      if (error instanceof NetworkError && error.connectionId !== undefined) {
        exchange.forwarded = { ...exchange.forwarded, upstreamConnectionId: error.connectionId, upstreamSequence: 1 };
      }
      // Another member is asked where nothing has been sent yet.
      if (connected || hasBody(exchange.request)) return answer(exchange, 502);
      this.#forward(exchange, tried);
    });
    if (hasBody(exchange.request)) exchange.request.pipe(upstream);
    else upstream.end();
  }
}

function forwardedHeaders({ request, socket }: Exchange, port: number): OutgoingHttpHeaders {
  const { connection: _connection, 'keep-alive': _keepAlive, upgrade: _upgrade, ...headers } = request.headers;
  const before = headers['x-forwarded-for'];
  return {
    // HTTP/1.0 may leave it out; members are spoken to in 1.1, which must have one (RFC 9112, 3.2).
    host: '_',
    ...headers,
    'x-forwarded-for': before ? `${String(before)}, ${socket.remoteAddress}` : socket.remoteAddress,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(port),
  };
}

function relay({ response }: Exchange, answered: IncomingMessage): void {
  const {
    connection: _connection,
    'keep-alive': _keepAlive,
    'transfer-encoding': _encoding,
    ...headers
  } = answered.headers;
  response.writeHead(answered.statusCode ?? 502, headers);
  answered.pipe(response);
}

function answer({ request, response }: Exchange, status: 502 | 503): void {
  const title = status === 503 ? '503 Service Temporarily Unavailable' : '502 Bad Gateway';
  const body = `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>\r\n`;
  response.writeHead(status, { 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}
