import { STATUS_CODES } from 'node:http';
import type { AccessLogEntry, ProxyDialect } from './proxy-dialect.ts';

/** nginx's own words where they differ from node's table (ngx_http_special_response.c). */
const TITLES: Readonly<Record<number, string>> = { 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** ingress-nginx: its error pages, forwarded headers and log-format-upstream. */
export const nginxDialect: ProxyDialect = {
  name: 'nginx',
  connectTimeoutMs: 5000,
  errorPage(status) {
    const title = `${status} ${TITLES[status] ?? STATUS_CODES[status] ?? ''}`;
    const body = [
      `<html>`,
      `<head><title>${title}</title></head>`,
      `<body>`,
      `<center><h1>${title}</h1></center>`,
      `<hr><center>nginx</center>`,
      `</body>`,
      `</html>`,
      '',
    ].join('\r\n');
    return { contentType: 'text/html', body };
  },
  forwardedHeaders(request, peer, random) {
    const host = request.headers.host ?? '';
    return {
      'x-request-id': random.uuid().replaceAll('-', ''),
      'x-real-ip': peer,
      'x-forwarded-for': peer,
      'x-forwarded-host': host,
      'x-forwarded-port': '80',
      'x-forwarded-proto': 'http',
      'x-forwarded-scheme': 'http',
      'x-scheme': 'http',
    };
  },
  accessLog,
};

function accessLog(entry: AccessLogEntry): string {
  const seconds = ((entry.nowMs - entry.startedMs) / 1000).toFixed(3);
  const { request, attempts } = entry;
  const addresses = attempts.map((attempt) => attempt.address).join(', ') || '-';
  const statuses = attempts.map((attempt) => attempt.status).join(', ') || '-';
  const requestLine = `${request.method} ${request.url} HTTP/${request.httpVersion}`;
  return [
    `${entry.peer} - - [${localTime(entry.nowMs)}]`,
    `"${requestLine}" ${entry.status} ${entry.bytes}`,
    `"${request.headers.referer ?? '-'}" "${request.headers['user-agent'] ?? '-'}"`,
    `${requestLine.length + request.rawHeaders.join('').length} ${seconds} [${entry.backend}] []`,
    `${addresses} ${attempts.length > 0 ? entry.bytes : '-'} ${attempts.length > 0 ? seconds : '-'} ${statuses}`,
  ].join(' ');
}

/** nginx's $time_local in UTC: 05/Jan/2026:09:00:00 +0000 */
export function localTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
