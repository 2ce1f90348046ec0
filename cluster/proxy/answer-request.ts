import { type ServerResponse, STATUS_CODES } from 'node:http';
import { HeaderList } from './header-list.ts';
import type { ProxiedRequest } from './proxied-request.ts';
import type { ProxyRoute } from './proxy-configuration.ts';
import type { Attempt, ProxyError } from './proxy-dialect.ts';
import { isHttp1, type ProxyExchange, writeHead } from './proxy-exchange.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';
import type { Answer } from './route-filter.ts';

/** What is known about a request by the time it is answered. */
export interface Handled {
  readonly exchange: ProxyExchange;
  readonly request: ProxiedRequest;
  readonly route?: ProxyRoute;
  /** The backend's name for the log. */
  readonly backend: string;
  /** The name of the backend that took its place (a canary). */
  readonly alternative: string;
}

/** Answers in the proxy's own name: a page of the dialect's, or what a filter says. */
export function answerError(
  runtime: ProxyRuntime,
  handled: Handled,
  problem: ProxyError,
  attempts: readonly Attempt[] = [],
  extra: Answer['headers'] = [],
): void {
  const { exchange, request } = handled;
  const page = runtime.dialect.errorAnswer(problem, request);
  send(runtime, handled, attempts, {
    status: page.status,
    reason: page.reason ?? STATUS_CODES[page.status] ?? '',
    headers: [...page.headers, ...extra],
    body: page.body,
    ...(page.httpVersion && { httpVersion: page.httpVersion }),
    // What is left of a body would be taken for the next request.
    close: page.close === true || (exchange.hasBody && !exchange.request.readableEnded && isHttp1(exchange.response)),
    ...(page.httpVersion && { httpVersion: page.httpVersion }),
  });
}

export function answerWith(runtime: ProxyRuntime, handled: Handled, answer: Answer): void {
  if (answer.body === undefined) {
    return answerError(runtime, handled, { status: answer.status }, [], answer.headers);
  }
  send(runtime, handled, [], {
    status: answer.status,
    reason: STATUS_CODES[answer.status] ?? '',
    headers: answer.headers ?? [],
    body: answer.body,
    close: false,
  });
}

interface OwnAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly close: boolean;
  readonly httpVersion?: '1.0';
}

function send(runtime: ProxyRuntime, handled: Handled, attempts: readonly Attempt[], answer: OwnAnswer): void {
  const { exchange, request } = handled;
  const { response } = exchange;
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.byteLength(answer.body);
  const headers = new HeaderList(answer.headers.map(([name, value]): [string, string] => [name, value]));
  if (!isBodiless(answer.status) && !headers.has('content-length')) headers.set('Content-Length', String(bytes));
  for (const edit of request.onAnswer) edit(headers, answer.status);
  const { httpVersion } = answer;
  if (httpVersion && isHttp1(response)) return sendOldVersion(runtime, handled, attempts, { ...answer, httpVersion });
  const keepAlive = !answer.close && staysOpen(exchange);
  const framed = runtime.dialect.answerHeaders(headers, request, {
    nowMs: runtime.machine.clock.now(),
    forwarded: false,
    chunked: false,
    keepAlive,
  });
  const silent = request.method === 'HEAD' || isBodiless(answer.status);
  if (answer.httpVersion && isHttp1(response) && response.socket) {
    response.statusCode = answer.status;
    exchange.report();
    writeRaw(
      response,
      `HTTP/${answer.httpVersion} ${answer.status} ${answer.reason}`,
      framed,
      silent ? '' : answer.body,
    );
  } else {
    writeHead(exchange, answer.status, answer.reason, framed);
    exchange.report();
    if (isHttp1(response)) response.end(silent ? '' : answer.body);
    else response.end(silent ? '' : answer.body);
  }
  logRequest(runtime, handled, attempts, silent ? 0 : bytes);
  for (const end of request.onEnd.splice(0)) end();
}

/** Byte for byte, as a file that is sent: node's own answers are HTTP/1.1. The connection's end is the answer's. */
function sendOldVersion(
  runtime: ProxyRuntime,
  handled: Handled,
  attempts: readonly Attempt[],
  { status, reason, headers, body, httpVersion }: OwnAnswer & { readonly httpVersion: '1.0' },
): void {
  const { exchange, request } = handled;
  const { response } = exchange;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const sent = request.method === 'HEAD' ? '' : body;
  response.statusCode = status;
  exchange.report();
  response.socket?.end(`HTTP/${httpVersion} ${status} ${reason}\r\n${lines}\r\n${sent}`);
  logRequest(runtime, handled, attempts, Buffer.byteLength(sent), status);
  for (const end of request.onEnd.splice(0)) end();
}

/** An answer in a version that node does not write; the connection ends with it. */
function writeRaw(response: ServerResponse, line: string, headers: HeaderList, body: string): void {
  const { socket } = response;
  if (!socket) return;
  response.detachSocket(socket);
  const lines = [line, ...[...headers].map(([name, value]) => `${name}: ${value}`), '', body];
  socket.end(lines.join('\r\n'));
}

export function isBodiless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

/** Whether the client's connection can carry another request. */
export function staysOpen({ response }: ProxyExchange): boolean {
  return isHttp1(response) ? response.shouldKeepAlive : true;
}

/** The line of the access log, once a request is over. */
export function logRequest(
  { dialect, machine, log }: ProxyRuntime,
  { exchange, request, route, backend, alternative }: Handled,
  attempts: readonly Attempt[],
  bytes: number,
  status = exchange.response.statusCode,
): void {
  const line = dialect.accessLog({
    nowMs: machine.clock.now(),
    startedMs: exchange.startedMs,
    request,
    clientAddress: request.clientAddress,
    rawLine: '',
    status,
    bytes,
    requestBytes: requestBytes(request),
    ...(route && { route }),
    backend,
    alternative,
    attempts,
  });
  if (line !== undefined) log(line);
}

/** As nginx counts $request_length: line, headers, empty line and body. */
function requestBytes(request: ProxiedRequest): number {
  let bytes = request.method.length + request.target.length + request.httpVersion.length + 9 + 2;
  for (const [name, value] of request.headers) bytes += name.length + value.length + 4;
  return bytes + Number(request.headers.get('content-length') ?? 0);
}
