import { STATUS_CODES } from 'node:http';
import { answerError, answerWith, type Handled } from './answer-request.ts';
import type { UnreadableRequest } from './client-connections.ts';
import { RequestForwarding } from './forward-request.ts';
import { HeaderList } from './header-list.ts';
import { ProxiedRequest } from './proxied-request.ts';
import type { ProxyDialect, ProxyError } from './proxy-dialect.ts';
import { isHttp1, type ProxyExchange } from './proxy-exchange.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';
import type { RouteTable } from './route-match.ts';

/** A request from its head to the decision where it goes. */
export function handleRequest(runtime: ProxyRuntime, routes: RouteTable, exchange: ProxyExchange): void {
  const { dialect, machine } = runtime;
  const request = readRequest(exchange, machine);
  const unrouted: Handled = { exchange, request, backend: '', alternative: '' };
  const isOther = exchange.request.httpVersionMajor !== 1 && isHttp1(exchange.response);
  if (isOther) return answerError(runtime, unrouted, 'version-not-supported');
  const problem = exchange.connection.plainOnTls ? 'plain-to-tls' : problemOf(request, dialect.head);
  if (problem) return answerError(runtime, unrouted, problem);
  const route = routes.match(request.host, request.path, request);
  if (!route) return answerError(runtime, unrouted, 'no-route');
  exchange.forwarded = {
    decision: { rule: route.rule, ...(route.origin && { origin: route.origin }) },
    ...(exchange.connection.secure && { tls: { serverName: exchange.connection.serverName ?? null } }),
  };
  const backend = route.choose?.(request) ?? route.backend;
  const handled = {
    ...unrouted,
    route,
    backend: route.backend.name,
    alternative: backend === route.backend ? '' : backend.name,
  };
  dialect.upstreamHeaders(request, route);
  for (const filter of route.filters ?? []) {
    const answer = filter(request);
    if (answer) return answerWith(runtime, handled, answer);
  }
  if (backend.endpoints.length === 0) return answerError(runtime, handled, 'no-endpoints');
  new RequestForwarding(runtime, handled, backend).start();
}

function readRequest({ request, connection }: ProxyExchange, machine: ProxyRuntime['machine']): ProxiedRequest {
  const raw = HeaderList.fromRaw(request.rawHeaders);
  const headers = new HeaderList();
  const authority = raw.get(':authority');
  if (authority !== undefined) headers.append('host', authority);
  for (const [name, value] of raw) if (!name.startsWith(':')) headers.append(name, value);
  const line = { method: request.method ?? 'GET', target: request.url ?? '/', httpVersion: request.httpVersion };
  return new ProxiedRequest(line, headers, connection, machine);
}

/** What every server refuses (RFC 9112, 3.2, 5.4 and 6.3; RFC 9110, 9.3.6). */
function problemOf(request: ProxiedRequest, { lineBytes, totalBytes }: ProxyDialect['head']): ProxyError | undefined {
  const { method, target, httpVersion, headers } = request;
  if (method.length + target.length + httpVersion.length + 7 > lineBytes) return 'uri-too-long';
  let total = 0;
  for (const [name, value] of headers) {
    const bytes = name.length + value.length + 4;
    if (bytes > lineBytes) return 'header-too-large';
    total += bytes;
  }
  if (total > totalBytes) return 'header-too-large';
  if (!request.isWellFormed || !/^[/*]/.test(target)) return 'bad-request';
  if (method === 'TRACE') return 'method-not-allowed';
  const hosts = headers.all('host');
  if (hosts.length > 1 || (hosts.length === 0 && httpVersion === '1.1')) return 'bad-request';
  if (hosts[0] !== undefined && /[\s/\\?#@]|^$/.test(hosts[0]) && httpVersion !== '1.0') return 'bad-request';
  return framingProblem(headers);
}

function framingProblem(headers: HeaderList): ProxyError | undefined {
  const lengths = headers.all('content-length');
  const codings = headers.all('transfer-encoding');
  if (lengths.length > 1 || lengths.some((length) => !/^\d{1,15}$/.test(length))) return 'bad-request';
  if (codings.length > 0 && lengths.length > 0) return 'bad-request';
  if (codings.length > 1) return 'bad-request';
  return codings.length === 1 && codings[0]?.toLowerCase() !== 'chunked' ? { status: 501 } : undefined;
}

const METHOD_LIMIT = 64;

/** What is no request: the dialect's answer, and the end of the connection. */
export function refuseRequest(runtime: ProxyRuntime, { carrier, connection, code, bytes }: UnreadableRequest): void {
  const { dialect, machine, log } = runtime;
  const first = bytes.subarray(0, bytes.indexOf('\n') < 0 ? bytes.length : bytes.indexOf('\n'));
  const problem = refusalOf(code, first, dialect.head.lineBytes);
  const page = dialect.errorAnswer(connection.info.plainOnTls ? 'plain-to-tls' : problem, undefined);
  const headers = new HeaderList(page.headers.map(([name, value]): [string, string] => [name, value]));
  headers.set('Content-Length', String(Buffer.byteLength(page.body)));
  const nowMs = machine.clock.now();
  const framed = dialect.answerHeaders(headers, undefined, {
    nowMs,
    forwarded: false,
    chunked: false,
    keepAlive: false,
  });
  const lines = [...framed].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const reason = page.reason ?? STATUS_CODES[page.status] ?? '';
  carrier.end(`HTTP/${page.httpVersion ?? '1.1'} ${page.status} ${reason}\r\n${lines}\r\n${page.body}`, 'latin1');
  connection.deadline.stop();
  const line = dialect.accessLog({
    nowMs,
    startedMs: nowMs,
    clientAddress: connection.info.address,
    rawLine: first.toString('latin1').replace(/\r$/, '').slice(0, dialect.head.lineBytes),
    status: page.status,
    bytes: Buffer.byteLength(page.body),
    requestBytes: 0,
    backend: '',
    alternative: '',
    attempts: [],
  });
  if (line !== undefined) log(line);
}

function refusalOf(code: string, first: Buffer, lineBytes: number): ProxyError {
  if (code === 'HPE_INVALID_TRANSFER_ENCODING') return { status: 501 };
  if (code === 'HPE_HEADER_OVERFLOW') return first.length > lineBytes ? 'uri-too-long' : 'header-too-large';
  const text = first.toString('latin1', 0, lineBytes);
  if (
    code === 'HPE_INVALID_VERSION' &&
    /^[A-Z_-]{1,64} \S+ HTTP\/[2-9]\.\d\r?$/.test(text.slice(0, METHOD_LIMIT + lineBytes))
  ) {
    return 'version-not-supported';
  }
  return 'bad-request';
}
