import type { UserInfo } from '../../machinery/api-transport.ts';
import type { HeaderList } from '../http/proxy/proxy-headers.ts';

const IDENTITY = /^x-remote-(user|uid|group|extra-.*)$/i;

/** Who asks, as an aggregated API server is told (client-go/transport SetAuthProxyHeaders). What a client sent of it goes. */
export function withIdentity(headers: HeaderList, { name, uid, groups, extra = {} }: UserInfo): HeaderList {
  return [
    ...headers.filter(([header]) => !IDENTITY.test(header)),
    ['X-Remote-User', name],
    ...(uid ? [['X-Remote-Uid', uid] as [string, string]] : []),
    ...groups.map((group): [string, string] => ['X-Remote-Group', group]),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value): [string, string] => [`X-Remote-Extra-${escapeKey(key)}`, value]),
    ),
  ];
}

/** Bytes that no header name can have (RFC 7230 section 3.2.6), and the percent sign itself. */
function escapeKey(key: string): string {
  return Buffer.from(key)
    .toString('latin1')
    .replace(
      /[^!#$&'*+\-.^_`|~0-9A-Za-z]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}
