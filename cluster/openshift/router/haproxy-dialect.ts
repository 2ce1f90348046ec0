import { HeaderList } from '../../proxy/header-list.ts';
import type { ProxiedRequest } from '../../proxy/proxied-request.ts';
import type { ErrorAnswer, ProxyDialect, ProxyError } from '../../proxy/proxy-dialect.ts';
import { addForwardedHeaders } from './forwarded-headers.ts';
import { NOT_AVAILABLE_PAGE } from './not-available-page.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const SERVER_TIMEOUT_MS = 30_000;
const CLIENT_TIMEOUT_MS = 30_000;
const HEAD_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 300_000;
/** tune.bufsize less tune.maxrewrite, as the router's template sets them. */
const HEAD_BYTES = 32_768 - 8_192;
/** HAProxy's `retries 3`. */
const TRIES = 4;

/** HAProxy 2.6 with the router's template: its error answers, headers in lower case, and nothing of its own beside. */
export const haproxyDialect: ProxyDialect = {
  name: 'haproxy',
  timeouts: {
    connectMs: CONNECT_TIMEOUT_MS,
    readMs: SERVER_TIMEOUT_MS,
    clientHeaderMs: HEAD_TIMEOUT_MS,
    clientBodyMs: CLIENT_TIMEOUT_MS,
    keepAliveMs: KEEP_ALIVE_MS,
  },
  retries: { tries: TRIES, onError: true, onTimeout: true, statuses: [], nonIdempotent: false },
  head: { lineBytes: HEAD_BYTES, totalBytes: HEAD_BYTES },
  buffersRequests: false,
  bodyBytes: 0,
  errorAnswer,
  upstreamHeaders(request, route) {
    forwardHeaders(request);
    addForwardedHeaders(request, route.labels?.['forwarded-headers'] ?? 'append');
  },
  answerHeaders(headers, _request, { forwarded, chunked, keepAlive }) {
    if (!forwarded) return headers;
    const shown = new HeaderList();
    for (const [name, value] of headers) shown.append(name.toLowerCase(), value);
    if (chunked) shown.set('transfer-encoding', 'chunked');
    if (!keepAlive) shown.set('connection', 'close');
    return shown;
  },
  // The router logs requests only where a syslog address is set.
  accessLog: () => undefined,
};

/** What the client sent, without the header that fools CGI programs (httpoxy); Host at the end, in lower case. */
function forwardHeaders(request: ProxiedRequest): void {
  const { headers, upstreamHeaders } = request;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower !== 'proxy' && lower !== 'host') upstreamHeaders.append(lower, value);
  }
  upstreamHeaders.append('host', request.authority.toLowerCase());
}

const UNAVAILABLE: ErrorAnswer = {
  status: 503,
  reason: 'Service Unavailable',
  headers: [
    ['pragma', 'no-cache'],
    ['cache-control', 'private, max-age=0, no-cache, no-store'],
    ['content-type', 'text/html'],
  ],
  body: NOT_AVAILABLE_PAGE,
  close: true,
  httpVersion: '1.0',
};

const STATUSES: Readonly<Record<Extract<ProxyError, string>, number>> = {
  'no-route': 503,
  'no-endpoints': 503,
  // An endpoint that cannot be connected to is a service that is not there.
  'bad-gateway': 503,
  'gateway-timeout': 504,
  'bad-request': 400,
  'uri-too-long': 400,
  'header-too-large': 400,
  'body-too-large': 413,
  'method-not-allowed': 405,
  'version-not-supported': 400,
  'plain-to-tls': 400,
};

/** HAProxy's own pages (src/http.c http_err_msgs). */
const PAGES: Readonly<Record<number, readonly [reason: string, sentence: string]>> = {
  400: ['Bad request', 'Your browser sent an invalid request.'],
  403: ['Forbidden', 'Request forbidden by administrative rules.'],
  405: ['Method Not Allowed', 'A request was made of a resource using a request method not supported by that resource'],
  408: ['Request Time-out', "Your browser didn't send a complete request in time."],
  413: ['Payload Too Large', 'The request entity exceeds the maximum allowed.'],
  500: ['Internal Server Error', 'An internal server error occurred.'],
  502: ['Bad Gateway', 'The server returned an invalid or incomplete response.'],
  504: ['Gateway Time-out', "The server didn't respond in time."],
};

function errorAnswer(problem: ProxyError): ErrorAnswer {
  const status = typeof problem === 'string' ? STATUSES[problem] : problem.status;
  const page = PAGES[status];
  if (!page) return { ...UNAVAILABLE, status };
  const body = `<html><body><h1>${status} ${page[0]}</h1>\n${page[1]}\n</body></html>\n`;
  return {
    status,
    reason: page[0],
    headers: [
      ['Content-length', String(Buffer.byteLength(body))],
      ['Cache-Control', 'no-cache'],
      ['Connection', 'close'],
      ['Content-Type', 'text/html'],
    ],
    body,
    close: true,
  };
}
