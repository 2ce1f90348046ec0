import type { IncomingMessage } from 'node:http';
import type { ProxyPath } from './proxy-path.ts';

/** RFC 9110 section 7.6.1, as Go's reverse proxy knows them. */
const HOP_BY_HOP = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** What authentication has used up (apiserver/pkg/endpoints/filters). */
const CONSUMED = /^(authorization|impersonate-.*)$/;
/** A backend does not decide who may read the API server's answers (util/proxy/upgradeaware.go). */
const CORS = /^access-control-/;

export type HeaderList = [name: string, value: string][];

/** Header fields as they came, in order, repeated ones included. */
export function headerList({ rawHeaders }: IncomingMessage): HeaderList {
  const list: HeaderList = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) list.push([rawHeaders[at]!, rawHeaders[at + 1]!]);
  return list;
}

/** What the backend is sent. `keepUpgrade`: Connection and Upgrade go on to it. */
export function requestHeaders(
  request: IncomingMessage,
  path: Pick<ProxyPath, 'prefix' | 'target'>,
  options: { readonly keepUpgrade: boolean } = { keepUpgrade: false },
): HeaderList {
  const kept = headerList(request).filter(([name]) => {
    const lower = name.toLowerCase();
    if (options.keepUpgrade && (lower === 'connection' || lower === 'upgrade')) return true;
    return !HOP_BY_HOP.has(lower) && !CONSUMED.test(lower) && !lower.startsWith('x-forwarded-');
  });
  const { pathname } = new URL(path.prefix + path.target, 'http://apiserver');
  const client = request.socket.remoteAddress;
  return [...kept, ...(client ? [['X-Forwarded-For', client] as [string, string]] : []), ['X-Forwarded-Uri', pathname]];
}

/** What the client is answered. */
export function responseHeaders(answer: IncomingMessage): HeaderList {
  return headerList(answer).filter(([name]) => {
    const lower = name.toLowerCase();
    return !HOP_BY_HOP.has(lower) && !CORS.test(lower);
  });
}
