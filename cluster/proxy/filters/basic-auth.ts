import type { RouteFilter } from '../route-filter.ts';
import { verifyPassword } from './htpasswd.ts';

/** Passwords by user, as a htpasswd file has them. Lines that are none are passed over. */
export function parseHtpasswd(text: string): Map<string, string> {
  const users = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [user, hash] = line.trim().split(':');
    if (user && hash !== undefined && !line.startsWith('#')) users.set(user, hash);
  }
  return users;
}

/** 401 without the name and password of one of `users`; the endpoint does not get to see them. */
export function basicAuthFilter(users: ReadonlyMap<string, string>, realm: string): RouteFilter {
  return ({ headers, upstreamHeaders }) => {
    const [user, password] = credentials(headers.get('authorization'));
    const hash = users.get(user);
    if (hash === undefined || !verifyPassword(password, hash)) {
      return { status: 401, headers: [['WWW-Authenticate', `Basic realm="${realm}"`]] };
    }
    upstreamHeaders.delete('authorization');
    return undefined;
  };
}

function credentials(header: string | undefined): [user: string, password: string] {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
