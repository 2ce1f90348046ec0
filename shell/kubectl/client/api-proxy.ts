import http from 'node:http';
import { RE2JS, RE2JSException } from 're2js';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';

/** What may pass a `kubectl proxy`: lists of regular expressions (kubectl/pkg/proxy FilterServer). */
export interface ProxyFilter {
  readonly acceptPaths: readonly RE2JS[];
  readonly rejectPaths: readonly RE2JS[];
  readonly acceptHosts: readonly RE2JS[];
  readonly rejectMethods: readonly RE2JS[];
}

/** Expressions between commas. */
export function expressions(text: string): RE2JS[] {
  if (text === '') return [];
  return text.split(',').map((source) => {
    try {
      return RE2JS.compile(source);
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
      throw new KubectlError(`Error compiling re: ${error.message}`, 255);
    }
  });
}

const matches = (text: string, list: readonly RE2JS[]) => list.some((expression) => expression.matcher(text).find());

function isAccepted(filter: ProxyFilter, method: string, path: string, hostHeader: string): boolean {
  const host = hostHeader.replace(/:\d+$/, '');
  if (matches(path, filter.rejectPaths) || matches(method, filter.rejectMethods)) return false;
  return matches(path, filter.acceptPaths) && matches(host, filter.acceptHosts);
}

/** Passes requests below `prefix` on to the API server with the session's credentials. */
export function createApiProxy(session: Session, prefix: string, filter: ProxyFilter | null): http.Server {
  return http.createServer((request, response) => {
    const url = request.url ?? '/';
    const path = url.split('?')[0]!;
    if (!path.startsWith(prefix)) return plain(response, 404, '404 page not found');
    const target = prefix.startsWith('/api') ? url : `/${url.slice(prefix.length)}`;
    const asked = target.split('?')[0]!;
    if (filter && !isAccepted(filter, request.method ?? 'GET', asked, request.headers.host ?? ''))
      return plain(response, 403, 'Forbidden');
    passOn(session, request, response, target);
  });
}

function plain(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
  response.end(`${text}\n`);
}

/** Headers about one connection (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function passOn(session: Session, request: http.IncomingMessage, response: http.ServerResponse, path: string): void {
  const { client } = session;
  const kept = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name) && name !== 'host');
  // Whoever asks keeps its own name: the server writes JSON for people to curl.
  const { 'User-Agent': _ours, ...credentials } = client.headers();
  const outgoing = http.request(
    {
      agent: client.agent,
      host: client.host,
      setHost: false,
      method: request.method ?? 'GET',
      path: client.target({ path }),
      headers: { ...Object.fromEntries(kept), ...credentials, Host: client.host },
    },
    (answer) => {
      const headers = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name));
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
      answer.pipe(response);
    },
  );
  outgoing.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else plain(response, 502, error.message);
  });
  response.on('close', () => outgoing.destroy());
  request.pipe(outgoing);
}
