import { HeaderList } from './header-list.ts';
import { nginxAccessLog, nginxErrorLog } from './nginx-log.ts';
import { nginxErrorAnswer } from './nginx-pages.ts';
import type { ProxiedRequest } from './proxied-request.ts';
import type { Framing, ProxyDialect } from './proxy-dialect.ts';

/** What ingress-nginx's ConfigMap says about headers and limits. */
export interface NginxSettings {
  /** Trust X-Forwarded-* of whoever sends them (`use-forwarded-headers`). */
  readonly useForwardedHeaders: boolean;
  /** Append to X-Forwarded-For instead of replacing it (`compute-full-forwarded-for`). */
  readonly computeFullForwardedFor: boolean;
  /** The header that names clients (`forwarded-for-header`). */
  readonly forwardedForHeader: string;
  /** Headers with underscores are passed on (`enable-underscores-in-headers`). */
  readonly underscoresInHeaders: boolean;
  /** More headers for endpoints and for clients (`proxy-set-headers`, `add-headers`). */
  readonly setHeaders: readonly (readonly [name: string, value: string])[];
  readonly addHeaders: readonly (readonly [name: string, value: string])[];
}

export const NGINX_DEFAULTS: NginxSettings = {
  useForwardedHeaders: false,
  computeFullForwardedFor: false,
  forwardedForHeader: 'X-Forwarded-For',
  underscoresInHeaders: false,
  setHeaders: [],
  addHeaders: [],
};

/** ingress-nginx: its error pages, forwarded headers and log lines. `settings` is asked at each request. */
export function createNginxDialect(settings: () => NginxSettings): ProxyDialect {
  return {
    name: 'nginx',
    timeouts: {
      connectMs: 5_000,
      readMs: 60_000,
      clientHeaderMs: 60_000,
      clientBodyMs: 60_000,
      keepAliveMs: 75_000,
    },
    retries: { tries: 3, onError: true, onTimeout: true, statuses: [], nonIdempotent: false },
    // large_client_header_buffers 4 8k, after client_header_buffer_size 1k
    head: { lineBytes: 8_192, totalBytes: 33_792 },
    buffersRequests: true,
    bodyBytes: 1_048_576,
    errorAnswer: nginxErrorAnswer,
    upstreamHeaders: (request) => setUpstreamHeaders(request, settings()),
    answerHeaders: (headers, _request, framing) => answerHeaders(headers, framing, settings()),
    accessLog: nginxAccessLog,
    errorLog: nginxErrorLog,
  };
}

export const nginxDialect: ProxyDialect = createNginxDialect(() => NGINX_DEFAULTS);

/** Set below, or the proxy's own affair. `Proxy` is never passed on (httpoxy). */
const NOT_PASSED = new Set([
  ...['host', 'connection', 'keep-alive', 'te', 'transfer-encoding', 'expect', 'upgrade', 'content-length'],
  ...['x-request-id', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto'],
  ...['x-forwarded-scheme', 'x-scheme', 'x-original-forwarded-for', 'proxy'],
]);

/** In the order of ingress-nginx's template, then what the client sent. */
function setUpstreamHeaders(request: ProxiedRequest, settings: NginxSettings): void {
  const { upstreamHeaders, connection, headers } = request;
  const trusted = (name: string) => (settings.useForwardedHeaders ? headers.get(name) : undefined);
  const sent = headers.get(settings.forwardedForHeader);
  if (settings.useForwardedHeaders) request.clientAddress = realAddress(sent) ?? connection.address;
  const host = trusted('x-forwarded-host') ?? (request.authority || '_');
  const scheme = trusted('x-forwarded-proto') ?? (connection.secure ? 'https' : 'http');
  const port = trusted('x-forwarded-port') ?? String(connection.listenerPort);
  const full = settings.useForwardedHeaders && settings.computeFullForwardedFor;
  const upgrade = headers.get('upgrade');
  const pairs: [string, string | undefined][] = [
    ['Host', host],
    ['Upgrade', upgrade],
    ['X-Request-ID', headers.get('x-request-id') || request.random.uuid().replaceAll('-', '')],
    ['X-Real-IP', request.clientAddress],
    ['X-Forwarded-For', full && sent ? `${sent}, ${connection.address}` : request.clientAddress],
    ['X-Forwarded-Host', host],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', scheme],
    ['X-Forwarded-Scheme', scheme],
    ['X-Scheme', scheme],
    ['X-Original-Forwarded-For', sent],
  ];
  for (const [name, value] of pairs) if (value !== undefined && value !== '') upstreamHeaders.append(name, value);
  for (const [name, value] of settings.setHeaders) upstreamHeaders.set(name, value);
  for (const [name, value] of headers) {
    if (NOT_PASSED.has(name.toLowerCase()) || !isPassed(name, settings)) continue;
    upstreamHeaders.append(name, value);
  }
}

/** `ignore_invalid_headers on`: letters, digits and hyphens alone (and underscores where they are allowed). */
function isPassed(name: string, { underscoresInHeaders }: NginxSettings): boolean {
  return underscoresInHeaders ? /^[\w-]+$/.test(name) : /^[A-Za-z0-9-]+$/.test(name);
}

/** The realip module with every address trusted: the first of the list. */
function realAddress(forwardedFor: string | undefined): string | undefined {
  const first = forwardedFor?.split(',')[0]?.trim().replace(/:\d+$/, '');
  return first !== undefined && /^\d{1,3}(\.\d{1,3}){3}$/.test(first) ? first : undefined;
}

/** In nginx's order (ngx_http_header_filter): what frames the answer first. ingress-nginx clears Server. */
function answerHeaders(headers: HeaderList, framing: Framing, { addHeaders }: NginxSettings): HeaderList {
  const framed = new HeaderList([['Date', new Date(framing.nowMs).toUTCString()]]);
  for (const name of ['Content-Type', 'Content-Length']) {
    const value = headers.get(name);
    if (value !== undefined) framed.append(name, value);
  }
  if (framing.chunked) framed.append('Transfer-Encoding', 'chunked');
  if (!headers.has('upgrade')) framed.append('Connection', framing.keepAlive ? 'keep-alive' : 'close');
  else framed.append('Connection', 'upgrade');
  for (const [name, value] of headers) if (!FRAMING.has(name.toLowerCase())) framed.append(name, value);
  for (const [name, value] of addHeaders) framed.append(name, value);
  return framed;
}

const FRAMING = new Set([
  ...['date', 'server', 'content-type', 'content-length', 'transfer-encoding', 'connection'],
  ...['x-accel-redirect', 'x-accel-buffering', 'x-accel-charset', 'x-accel-expires', 'x-accel-limit-rate', 'x-pad'],
]);
