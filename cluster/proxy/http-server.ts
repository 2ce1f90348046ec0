import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { RequestDecision } from '../machinery/flow.ts';
import type { Listener, Machine, MachineSocket } from '../machinery/machine.ts';
import type { Foresight } from '../machinery/rehearsal.ts';

/** One request as a handler gets it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: MachineSocket;
  /** Names the request in records. */
  readonly id: number;
  /** The how manieth request of its connection, from 1. */
  readonly sequence: number;
  readonly startedMs: number;
}

/** What a proxy adds to a request's record before the response ends. */
export interface Forwarded {
  upstreamConnectionId?: number;
  upstreamSequence?: number;
  decision?: RequestDecision;
  tls?: { readonly serverName: string | null };
}

/** What a record is made of, whoever answers. */
export interface Reported {
  readonly request: { readonly method?: string | undefined; readonly url?: string | undefined };
  readonly response: { readonly statusCode: number };
  readonly socket: MachineSocket;
  readonly id: number;
  readonly sequence: number;
  readonly startedMs: number;
  readonly forwarded?: Forwarded;
}

export type Handler = (exchange: Exchange) => void;

/** PEM texts. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface HttpServerOptions {
  readonly port: number;
  readonly address?: string;
  /** Serves HTTPS with it. */
  readonly tls?: ServerCertificate;
  /** As `ss -p` shows it. */
  readonly program: string;
  /** Of a proxy: what it would do with a request. */
  readonly foresight?: Foresight;
}

/**
 * An HTTP/1.1 server on a machine: node's own parser over virtual sockets. Each answered request is reported to the
 * machine's request tap, which is what traces are made of.
 */
export function serveHttp(
  machine: Pick<Machine, 'network' | 'clock'>,
  options: HttpServerOptions,
  handler: Handler,
): Listener {
  const sequences = new WeakMap<MachineSocket, number>();
  const plain = new WeakMap<Duplex, MachineSocket>();
  const context = options.tls && createSecureContext({ cert: options.tls.certificate, key: options.tls.key });
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
    const socket = plain.get(request.socket);
    if (!socket) throw new Error('a request came from no connection of this server');
    const sequence = (sequences.get(socket) ?? 0) + 1;
    sequences.set(socket, sequence);
    const exchange: Exchange = {
      request,
      response,
      socket,
      id: machine.network.requests.nextId(),
      sequence,
      startedMs: machine.clock.now(),
    };
    // Before the last bytes are on their way: an endpoint's record must be there when its proxy's is made.
    response.once('prefinish', () => reportRequest(machine, exchange, request.headers.host));
    handler(exchange);
  });
  const sockets = new Set<MachineSocket>();
  const listener = machine.network.listen(
    options.port,
    (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      const carrier = context ? new TLSSocket(socket, { isServer: true, secureContext: context }) : socket;
      carrier.on('error', () => socket.destroy());
      plain.set(carrier, socket);
      server.emit('connection', carrier);
    },
    {
      program: options.program,
      ...(options.address ? { address: options.address } : {}),
      ...(options.foresight && { foresight: options.foresight }),
    },
  );
  return { port: listener.port, close: () => close(listener, server, sockets) };
}

function close(listener: Listener, server: Server, sockets: Set<MachineSocket>): void {
  listener.close();
  for (const socket of sockets) socket.destroy();
  server.removeAllListeners();
}

/** Leaves a request's record with the machine's request tap. */
export function reportRequest(
  machine: Pick<Machine, 'network' | 'clock'>,
  exchange: Reported,
  authority: string | undefined,
): void {
  machine.network.requests.report({
    id: exchange.id,
    connectionId: exchange.socket.connectionId,
    sequence: exchange.sequence,
    host: machine.network.hostId,
    method: exchange.request.method ?? 'GET',
    authority: authority ?? '',
    path: exchange.request.url ?? '/',
    status: exchange.response.statusCode,
    startedMs: exchange.startedMs,
    endedMs: machine.clock.now(),
    ...exchange.forwarded,
  });
}
