import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { MachineSocket } from '../machinery/machine.ts';
import type { HeaderList } from './header-list.ts';
import type { Forwarded } from './http-server.ts';
import type { ConnectionInfo } from './proxied-request.ts';

/** One request of a client, in HTTP/1.1 or HTTP/2. */
export interface ProxyExchange {
  readonly request: IncomingMessage | Http2ServerRequest;
  readonly response: ServerResponse | Http2ServerResponse;
  readonly connection: ConnectionInfo;
  /** Of the machine's network, under TLS where there is TLS. */
  readonly socket: MachineSocket;
  /** Names the request in records. */
  readonly id: number;
  /** The how manieth request of its connection, from 1. */
  readonly sequence: number;
  readonly startedMs: number;
  /** More than a head is to come. */
  readonly hasBody: boolean;
  /** The client did not send the rest in time. */
  timedOut: boolean;
  /** Bytes of a connection that asks to become another protocol: what followed the head. */
  readonly upgradeHead?: Buffer;
  /** Waits between two reads of the body. */
  awaitBody(waits: boolean): void;
  /** Leaves the record: call it before the last bytes are on their way, as the client's record is made when they come. */
  report(): void;
  /** What is added to the record before the answer ends. */
  forwarded?: Forwarded;
}

/** What HTTP/2 has no place for (RFC 9113, 8.2.2). */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/** The status line and headers of an answer, exactly these. */
export function writeHead(exchange: ProxyExchange, status: number, reason: string, headers: HeaderList): void {
  const { response } = exchange;
  response.sendDate = false;
  if (isHttp1(response)) {
    // Node adds `Connection: keep-alive` of its own accord; what is not in the headers is not to be sent.
    if (!headers.has('connection')) response.removeHeader('connection');
    response.writeHead(status, reason, headers.toRaw());
    return;
  }
  const plain: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers.toObject())) {
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) plain[name.toLowerCase()] = value;
  }
  response.writeHead(status, plain);
}

export function isHttp1(response: ServerResponse | Http2ServerResponse): response is ServerResponse {
  return 'chunkedEncoding' in response;
}
