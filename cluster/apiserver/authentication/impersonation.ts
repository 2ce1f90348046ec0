import type { IncomingMessage } from 'node:http';
import type { UserInfo } from '../../machinery/api-transport.ts';
import type { ResourceAttributes } from '../authorization/attributes.ts';
import { refuseUnlessAuthorized } from '../authorization/authorize.ts';
import { refusals } from '../errors.ts';
import type { ServerState } from '../resource-request.ts';
import { accountOf, groupsOf } from './service-account-claims.ts';

const EXTRA_PREFIX = 'impersonate-extra-';
const AUTHENTICATION = 'authentication.k8s.io';

/** Whom a request says to act as; the asking user when it says nothing (apiserver/pkg/endpoints/filters/impersonation.go). */
export function impersonate(server: ServerState, request: IncomingMessage, user: UserInfo): UserInfo {
  const wanted = wantedUser(request);
  if (!wanted) return user;
  for (const attributes of impersonations(wanted)) refuseUnlessAuthorized(server, user, attributes);
  const account = accountOf(wanted.name);
  const groups = account && wanted.groups.length === 0 ? groupsOf(account.namespace) : [...wanted.groups];
  const known = groups.includes('system:authenticated') || groups.includes('system:unauthenticated');
  if (wanted.name === 'system:anonymous') {
    if (!groups.includes('system:unauthenticated')) groups.push('system:unauthenticated');
  } else if (!known) groups.push('system:authenticated');
  return { ...wanted, groups };
}

function wantedUser(request: IncomingMessage): UserInfo | null {
  // Never `headers`: it would join several groups into one.
  const headers = request.headersDistinct;
  const [name = ''] = headers['impersonate-user'] ?? [];
  const groups = headers['impersonate-group'] ?? [];
  const [uid = ''] = headers['impersonate-uid'] ?? [];
  const extra: Record<string, readonly string[]> = {};
  for (const [header, values] of Object.entries(headers)) {
    if (header.startsWith(EXTRA_PREFIX)) extra[unescapeKey(header.slice(EXTRA_PREFIX.length))] = values ?? [];
  }
  const hasExtra = Object.keys(extra).length > 0;
  if (name !== '') return { name, groups, ...(uid && { uid }), ...(hasExtra && { extra }) };
  if (groups.length === 0 && uid === '' && !hasExtra) return null;
  const asked = [...groups, uid, ...Object.values(extra).flat()].filter((text) => text !== '').join(' ');
  throw refusals.internal(`requested [${asked}] without impersonating a user`);
}

/** The permissions that it takes, one for each user, group, uid and extra value. */
function impersonations({ name, groups, uid, extra = {} }: UserInfo): ResourceAttributes[] {
  const base = { verb: 'impersonate', version: 'v1', group: '', subresource: '', namespace: '' };
  const account = accountOf(name);
  return [
    account
      ? { ...base, resource: 'serviceaccounts', namespace: account.namespace, name: account.name }
      : { ...base, resource: 'users', name },
    ...groups.map((group) => ({ ...base, resource: 'groups', name: group })),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => ({
        ...base,
        group: AUTHENTICATION,
        resource: 'userextras',
        subresource: key,
        name: value,
      })),
    ),
    ...(uid ? [{ ...base, group: AUTHENTICATION, resource: 'uids', name: uid }] : []),
  ];
}

function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
