import type { ErrorAnswer, ProxyError } from './proxy-dialect.ts';

/** nginx's own words in status lines where they differ from node's (ngx_http_header_filter_module.c). */
const REASONS: Readonly<Record<number, string>> = {
  302: 'Moved Temporarily',
  405: 'Not Allowed',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  416: 'Requested Range Not Satisfiable',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** … and in its pages (ngx_http_special_response.c). */
const TITLES: Readonly<Record<number, string>> = { ...REASONS, 302: 'Found', 401: 'Authorization Required' };

const STANDARD: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  505: 'HTTP Version Not Supported',
};

/** After these nginx ends the connection. */
const CLOSING = new Set([400, 413, 414, 500, 501]);

const STATUSES: Readonly<Record<Exclude<ProxyError, object>, number>> = {
  'no-route': 404,
  'no-endpoints': 503,
  'bad-gateway': 502,
  'gateway-timeout': 504,
  'bad-request': 400,
  'uri-too-long': 414,
  'header-too-large': 400,
  'body-too-large': 413,
  'method-not-allowed': 405,
  'version-not-supported': 505,
  'plain-to-tls': 400,
};

/** Second lines of pages that share a status. */
const DETAILS: Partial<Record<Exclude<ProxyError, object>, string>> = {
  'header-too-large': 'Request Header Or Cookie Too Large',
  'plain-to-tls': 'The plain HTTP request was sent to HTTPS port',
};

/** nginx's page for a problem, without its version (server_tokens off). */
export function nginxErrorAnswer(problem: ProxyError): ErrorAnswer {
  const status = typeof problem === 'object' ? problem.status : STATUSES[problem];
  const detail = typeof problem === 'object' ? undefined : DETAILS[problem];
  const title = `${status} ${TITLES[status] ?? STANDARD[status] ?? ''}`;
  const reason = REASONS[status] ?? STANDARD[status];
  const body = [
    '<html>',
    `<head><title>${detail === undefined ? title : `${status} ${detail}`}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    ...(detail === undefined ? [] : [`<center>${detail}</center>`]),
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
  const empty = status < 300 || (TITLES[status] === undefined && STANDARD[status] === undefined);
  return {
    status,
    ...(reason !== undefined && { reason }),
    headers: empty ? [] : [['Content-Type', 'text/html']],
    body: empty ? '' : body,
    close: CLOSING.has(status),
  };
}
