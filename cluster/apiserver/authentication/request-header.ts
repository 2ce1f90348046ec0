import type { IncomingMessage } from 'node:http';
import type { UserInfo } from '../../machinery/api-transport.ts';

const EXTRA = 'x-remote-extra-';

/** The user that an aggregator names (apiserver/pkg/authentication/request/headerrequest). Undefined: it names nobody. */
export function requestHeaderUser({ headersDistinct }: IncomingMessage): UserInfo | undefined {
  const values = (name: string) => headersDistinct[name] ?? [];
  const [name = ''] = values('x-remote-user');
  if (name.trim() === '') return undefined;
  const [uid] = values('x-remote-uid');
  const extra = Object.entries(headersDistinct)
    .filter(([header]) => header.startsWith(EXTRA))
    .map(([header, given = []]): [string, string[]] => [unescapeKey(header.slice(EXTRA.length)), given]);
  return {
    name,
    groups: values('x-remote-group'),
    ...(uid !== undefined && { uid }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}

/** What is no escape is a key as it stands. */
function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key).toLowerCase();
  } catch {
    return key.toLowerCase();
  }
}
