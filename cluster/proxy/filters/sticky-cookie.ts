import { createHash } from 'node:crypto';
import type { ProxiedRequest } from '../proxied-request.ts';
import type { Backend } from '../proxy-configuration.ts';
import { endpointForKey } from './consistent-hash.ts';

export interface StickyCookie {
  readonly name: string;
  readonly path: (request: ProxiedRequest) => string;
  readonly maxAgeSeconds?: string;
  readonly expiresSeconds?: string;
  readonly domain?: string;
  readonly sameSite?: string;
  /** Absent: where the client came over TLS. */
  readonly secure?: boolean;
  /** A new cookie where the endpoint of the old one failed. */
  readonly changeOnFailure: boolean;
}

/** The endpoint that a client's cookie stands for; who has none gets one. */
export function stickyChoice(backendName: string, cookie: StickyCookie): NonNullable<Backend['pick']> {
  const tries = new WeakMap<ProxiedRequest, number>();
  const suffix = createHash('md5').update(backendName).digest('hex');
  return (request, endpoints) => {
    const failed = tries.get(request) ?? 0;
    tries.set(request, failed + 1);
    const sent = request.cookie(cookie.name);
    const [key, owner] = sent?.split('|') ?? [];
    const known = key !== undefined && owner === suffix;
    if (known && !(failed > 0 && cookie.changeOnFailure)) return endpointForKey(key, endpoints, failed);
    const fresh = newKey(request);
    if (failed === 0 || cookie.changeOnFailure) {
      request.onAnswer.push((headers) => headers.append('Set-Cookie', bake(cookie, `${fresh}|${suffix}`, request)));
    }
    return endpointForKey(fresh, endpoints, 0);
  };
}

function newKey({ clock, random }: ProxiedRequest): string {
  return `${(clock.now() / 1000).toFixed(3)}.29.${random.integer(999_999) + 1}`;
}

/** In lua-resty-cookie's order. */
function bake(cookie: StickyCookie, value: string, request: ProxiedRequest): string {
  const expires = Number(cookie.expiresSeconds ?? Number.NaN);
  return [
    `${cookie.name}=${value}`,
    ...(Number.isFinite(expires) ? [`Expires=${cookieTime(request.clock.now() + expires * 1000)}`] : []),
    ...(cookie.maxAgeSeconds ? [`Max-Age=${cookie.maxAgeSeconds}`] : []),
    ...(cookie.domain ? [`Domain=${cookie.domain}`] : []),
    `Path=${cookie.path(request)}`,
    ...((cookie.secure ?? request.connection.secure) ? ['Secure'] : []),
    'HttpOnly',
    ...(cookie.sameSite ? [`SameSite=${cookie.sameSite}`] : []),
  ].join('; ');
}

/** ngx.cookie_time: Thu, 18-Nov-10 11:27:35 GMT */
function cookieTime(ms: number): string {
  const [day, date, month, year, time] = new Date(ms).toUTCString().split(' ');
  return `${day} ${date}-${month}-${year?.slice(2)} ${time} GMT`;
}
