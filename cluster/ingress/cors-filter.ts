import type { ProxiedRequest } from '../proxy/proxied-request.ts';
import type { RouteFilter } from '../proxy/route-filter.ts';
import type { Annotations } from './annotations.ts';

const METHODS = 'GET, PUT, POST, DELETE, PATCH, OPTIONS';
const HEADERS =
  'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization';

/** `enable-cors`: answers preflights itself and adds the Access-Control headers to all answers for allowed origins. */
export function corsFilter(annotations: Annotations): RouteFilter | undefined {
  if (!annotations.flag('enable-cors')) return undefined;
  const origins = annotations.list('cors-allow-origin');
  const credentials = annotations.flag('cors-allow-credentials', true);
  const methods = annotations.text('cors-allow-methods') ?? METHODS;
  const allowed = annotations.text('cors-allow-headers') ?? HEADERS;
  const exposed = annotations.text('cors-expose-headers');
  const maxAge = annotations.whole('cors-max-age') ?? 1_728_000;
  return (request) => {
    const origin = allowedOrigin(origins, request);
    if (origin === undefined) return undefined;
    const pairs: [string, string][] = [
      ['Access-Control-Allow-Origin', origin],
      ...(credentials ? [['Access-Control-Allow-Credentials', 'true'] as [string, string]] : []),
      ['Access-Control-Allow-Methods', methods],
      ['Access-Control-Allow-Headers', allowed],
      ...(exposed ? [['Access-Control-Expose-Headers', exposed] as [string, string]] : []),
      ['Access-Control-Max-Age', String(maxAge)],
    ];
    if (request.method === 'OPTIONS') {
      return {
        status: 204,
        body: '',
        headers: [['Content-Type', 'text/plain charset=UTF-8'], ['Content-Length', '0'], ...pairs],
      };
    }
    request.onAnswer.push((headers) => {
      for (const [name, value] of pairs) headers.set(name, value);
    });
    return undefined;
  };
}

/** `*` is for everybody; of a list the client's own origin, where it is in it (`https://*.example.org` too). */
function allowedOrigin(origins: readonly string[], { headers }: ProxiedRequest): string | undefined {
  if (origins.length === 0 || origins.includes('*')) return '*';
  const origin = headers.get('origin');
  if (origin === undefined) return undefined;
  const fits = (pattern: string) => {
    const star = pattern.indexOf('*');
    if (star < 0) return pattern === origin;
    const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const middle = origin.slice(before.length, origin.length - after.length);
    return origin.startsWith(before) && origin.endsWith(after) && middle.length > 0 && !middle.includes('/');
  };
  return origins.some(fits) ? origin : undefined;
}
