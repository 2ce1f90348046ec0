import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Machine, MachineSocket } from '../machinery/machine.ts';
import { Deadline } from './deadline.ts';
import { reportRequest } from './http-server.ts';
import type { ConnectionInfo } from './proxied-request.ts';
import type { ProxyDialect } from './proxy-dialect.ts';
import type { ProxyExchange } from './proxy-exchange.ts';

/** Beyond it node's parser itself gives up; the dialects' limits are below. */
const PARSER_LIMIT_BYTES = 131_072;
const HTTP2_STREAMS = 128;

export interface ClientConnectionsOptions {
  readonly machine: Pick<Machine, 'network' | 'clock'>;
  readonly dialect: Pick<ProxyDialect, 'timeouts'>;
  readonly handle: (exchange: ProxyExchange) => void;
  /** What came was no request; the handler answers and closes. */
  readonly refuse: (problem: UnreadableRequest) => void;
}

export interface UnreadableRequest {
  readonly carrier: Duplex;
  readonly connection: ClientConnection;
  /** The parser's code, e.g. HPE_INVALID_METHOD; `CONNECT` for a method that is not served. */
  readonly code: string;
  readonly bytes: Buffer;
}

/** A client's connection with what is known about it. */
export interface ClientConnection {
  readonly info: ConnectionInfo;
  readonly socket: MachineSocket;
  sequence: number;
  requests: number;
  readonly deadline: Deadline;
  current: ProxyExchange | undefined;
}

/** Reads requests off connections, HTTP/1.1 or (where ALPN chose it) HTTP/2. */
export class ClientConnections {
  readonly #options: ClientConnectionsOptions;
  readonly #connections = new WeakMap<object, ClientConnection>();
  readonly #http1: Server;
  #http2: Http2Server | undefined;
  #joining: ClientConnection | undefined;

  constructor(options: ClientConnectionsOptions) {
    this.#options = options;
    this.#http1 = this.#createHttp1();
  }

  /** Takes over a connection, under TLS or not, from its first byte of HTTP. */
  add(carrier: Duplex, socket: MachineSocket, info: ConnectionInfo, protocol: 'http/1.1' | 'h2'): void {
    const { clock } = this.#options.machine;
    const connection: ClientConnection = {
      info,
      socket,
      sequence: 0,
      requests: 0,
      current: undefined,
      deadline: new Deadline(clock, () => this.#late(connection)),
    };
    this.#connections.set(carrier, connection);
    connection.deadline.in(this.#options.dialect.timeouts.clientHeaderMs);
    socket.once('close', () => connection.deadline.stop());
    if (protocol === 'http/1.1') this.#http1.emit('connection', carrier);
    else this.#addHttp2(carrier, connection);
  }

  close(): void {
    this.#http1.removeAllListeners();
    this.#http2?.removeAllListeners();
  }

  #late(connection: ClientConnection): void {
    if (connection.current) connection.current.timedOut = true;
    connection.socket.destroy();
  }

  #createHttp1(): Server {
    const server = createServer({
      keepAliveTimeout: 0,
      requestTimeout: 0,
      headersTimeout: 0,
      requireHostHeader: false,
      // Line feeds alone, and versions to refuse; what is dangerous in it is refused before a request is routed.
      insecureHTTPParser: true,
      maxHeaderSize: PARSER_LIMIT_BYTES,
    });
    server.maxHeadersCount = 0;
    const take = (request: IncomingMessage, response: ServerResponse) => {
      const connection = this.#connections.get(request.socket);
      if (connection) this.#take(connection, request, response);
    };
    server.on('request', take).on('checkContinue', take).on('checkExpectation', take);
    server.on('upgrade', (request, carrier, head) => {
      const connection = this.#connections.get(carrier);
      if (connection) this.#takeUpgrade(connection, request, carrier, head);
    });
    server.on('connect', (_request, carrier) => this.#refuse(carrier, 'CONNECT', Buffer.alloc(0)));
    server.on('clientError', (error: Error & { code?: string; rawPacket?: Buffer }, carrier) =>
      this.#refuse(carrier, error.code ?? '', error.rawPacket ?? Buffer.alloc(0)),
    );
    return server;
  }

  #refuse(carrier: Duplex, code: string, bytes: Buffer): void {
    const connection = this.#connections.get(carrier);
    if (!connection || connection.socket.destroyed) return;
    if (code === 'ECONNRESET' || !carrier.writable) {
      carrier.destroy();
      return;
    }
    this.#options.refuse({ carrier, connection, code, bytes });
  }

  /** A request that may leave HTTP: its connection is its own from here on. */
  #takeUpgrade(connection: ClientConnection, request: IncomingMessage, carrier: Duplex, head: Buffer): void {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    // node:http's own servers do the same with sockets that are no net.Socket.
    response.assignSocket(carrier as Parameters<ServerResponse['assignSocket']>[0]);
    response.once('finish', () => carrier.end());
    this.#take(connection, request, response, head);
  }

  #addHttp2(carrier: Duplex, connection: ClientConnection): void {
    this.#http2 ??= this.#createHttp2();
    this.#joining = connection;
    this.#http2.emit('connection', carrier);
    this.#joining = undefined;
  }

  #createHttp2(): Http2Server {
    const server = createHttp2Server({ settings: { maxConcurrentStreams: HTTP2_STREAMS, enablePush: false } });
    server.on('session', (session: ServerHttp2Session) => {
      if (this.#joining) this.#connections.set(session, this.#joining);
      session.on('error', () => session.destroy());
    });
    const take = (request: Http2ServerRequest, response: Http2ServerResponse) => {
      const session = request.stream.session;
      const connection = session && this.#connections.get(session);
      if (connection) this.#take(connection, request, response);
    };
    server.on('request', take).on('checkContinue', take);
    return server;
  }

  #take(
    connection: ClientConnection,
    request: ProxyExchange['request'],
    response: ProxyExchange['response'],
    upgradeHead?: Buffer,
  ): void {
    const { machine, dialect } = this.#options;
    connection.sequence += 1;
    connection.requests += 1;
    connection.deadline.clear();
    let reported = false;
    const exchange: ProxyExchange = {
      request,
      response,
      connection: connection.info,
      socket: connection.socket,
      id: machine.network.requests.nextId(),
      sequence: connection.sequence,
      startedMs: machine.clock.now(),
      hasBody: hasBody(request),
      timedOut: false,
      ...(upgradeHead && { upgradeHead }),
      awaitBody: (waits) => {
        if (waits) connection.deadline.in(dialect.timeouts.clientBodyMs);
        else connection.deadline.clear();
      },
      report: () => {
        if (reported) return;
        reported = true;
        reportRequest(machine, exchange, (request.headers.host ?? request.headers[':authority'])?.toString());
      },
    };
    connection.current = exchange;
    response.once('close', () => {
      connection.requests -= 1;
      if (connection.requests > 0 || connection.socket.destroyed) return;
      connection.current = undefined;
      connection.deadline.in(dialect.timeouts.keepAliveMs);
    });
    this.#options.handle(exchange);
  }
}

function hasBody(request: ProxyExchange['request']): boolean {
  if ('stream' in request) return !request.stream.endAfterHeaders;
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}
