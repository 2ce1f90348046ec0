import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import { CurlError } from './errors.ts';
import type { ResponseHead } from './http-exchange.ts';
import type { RequestParts } from './request-body.ts';
import type { Trace } from './trace.ts';

/** A connection's HTTP/2 session and how far it is. */
export interface Http2Connection {
  readonly session: ClientHttp2Session;
  /** The server wants no more requests. */
  away: boolean;
  /** What came was no HTTP/2. */
  broken: boolean;
  nextStream: number;
  /** Over when what is told of the latest request has been told. */
  telling: Promise<unknown>;
}

/** Begins an HTTP/2 session on a connection whose other end is known to speak it. */
export function beginHttp2(socket: Duplex, secure: boolean, host: string, trace: Trace): Http2Connection {
  const session = connect(`${secure ? 'https' : 'http'}://${host}`, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: 32 * 1024 * 1024, maxConcurrentStreams: 100 },
  });
  const connection: Http2Connection = {
    session,
    away: false,
    broken: false,
    nextStream: 1,
    telling: Promise.resolve(),
  };
  // A stream hears of it first.
  session.on('error', () => {});
  session.on('goaway', (code, last) => {
    connection.away = true;
    // The spelling is 7.88.1's.
    void connection.telling.then(() => trace.info(`recveived GOAWAY, error=${code}, last_stream=${last}`));
  });
  return connection;
}

/** Headers that belong to a connection of HTTP/1.1 (RFC 9113 section 8.2.2), and what HTTP/2 has of its own. */
const LEFT_OUT = /^(connection|transfer-encoding|expect|keep-alive|proxy-connection|upgrade|http2-settings):/i;

/** A request head of HTTP/1.1 as -v shows it for HTTP/2: names in lower case but for Host. */
export function http2Head(head: string): string {
  const [first = '', ...lines] = head.split('\r\n');
  const kept = lines.filter((line) => !LEFT_OUT.test(line));
  return [
    first.replace(/HTTP\/1\.\d$/, 'HTTP/2'),
    ...kept.map((line) => (line.startsWith('Host: ') ? line : line.replace(/^[^:]+/, (name) => name.toLowerCase()))),
  ].join('\r\n');
}

/** Name and value of each header of a request, those of the first line and the host as pseudo-headers. */
export function http2Headers(head: string, scheme: string): [string, string][] {
  const [first = '', ...lines] = head.trimEnd().split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const authority = fields.find(([name]) => name === 'Host')?.[1];
  return [
    [':method', method],
    [':path', path],
    [':scheme', scheme],
    ...(authority === undefined ? [] : [[':authority', authority] as [string, string]]),
    ...fields.filter(([name]) => name !== 'Host'),
  ];
}

/** Sends headers and body on a new stream. */
export function sendHttp2(
  { session }: Http2Connection,
  fields: readonly (readonly [string, string])[],
  { body }: RequestParts,
): ClientHttp2Stream {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of fields) {
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat().map(String);
  }
  const stream = session.request(headers, { endStream: body === null });
  if (body) stream.end(body);
  return stream;
}

/** The heads of an answer as they come: interim ones, the final one, trailers. */
export interface Http2Answer {
  /** The next head; its trailers are no head. Throws CurlError. */
  head(): Promise<ResponseHead>;
  /** Throws CurlError. */
  body(onData: (chunk: Buffer) => Promise<void>): Promise<void>;
  /** The trailers' lines, after the body. */
  trailers(): readonly string[];
}

export function http2Answer(connection: Http2Connection, stream: ClientHttp2Stream, number: number): Http2Answer {
  const heads: ResponseHead[] = [];
  const trailers: string[] = [];
  let [wake, closed] = [() => {}, false];
  const take = (raw: unknown) => {
    heads.push(headOf(fieldsOf(raw)));
    wake();
  };
  stream.on('headers', (_headers, _flags, raw?: unknown) => take(raw));
  stream.on('response', (_headers, _flags, raw?: unknown) => take(raw));
  stream.on('trailers', (_headers, _flags, raw?: unknown) => {
    for (const [name, value] of fieldsOf(raw)) trailers.push(`${name}: ${value}\r\n`);
  });
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_HTTP2_ERROR') connection.broken = true;
  });
  stream.on('close', () => {
    closed = true;
    wake();
  });
  return {
    head: async () => {
      for (;;) {
        const next = heads.shift();
        if (next) return next;
        if (closed) throw failureOf(connection, stream, number);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    body: async (onData) => {
      try {
        for await (const chunk of stream) await onData(chunk as Buffer);
      } catch (error) {
        throw error instanceof CurlError ? error : failureOf(connection, stream, number);
      }
      if (stream.rstCode) throw failureOf(connection, stream, number);
    },
    trailers: () => trailers,
  };
}

/** Names and values, one after the other, as node hands a block of headers on. */
function fieldsOf(raw: unknown): [string, string][] {
  const list = Array.isArray(raw) ? raw.map(String) : [];
  return list.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, list[at + 1] ?? '']] : []));
}

function headOf(fields: readonly (readonly [string, string])[]): ResponseHead {
  const status = Number(fields.find(([name]) => name === ':status')?.[1] ?? 0);
  const headers = fields.filter(([name]) => !name.startsWith(':'));
  const text = [`HTTP/2 ${status} `, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return { version: '2', status, reason: '', headers, text };
}

/** RFC 9113 section 7, as curl names them. */
const ERROR_NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

function failureOf(
  { session, broken }: Http2Connection,
  { rstCode = 0 }: ClientHttp2Stream,
  number: number,
): CurlError {
  const stream = `HTTP/2 stream ${number} was not closed cleanly`;
  if (broken) return new CurlError(52, 'Empty reply from server');
  if (session.destroyed) return new CurlError(18, `${stream} before end of the underlying stream`);
  return new CurlError(92, `${stream}: ${ERROR_NAMES[rstCode] ?? 'unknown'} (err ${rstCode})`);
}
