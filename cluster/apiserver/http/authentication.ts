import type { IncomingMessage } from 'node:http';
import type { UserInfo } from '../../machinery/api-transport.ts';
import { refusals } from '../errors.ts';

/** The bearer token's user, or whom an administrator impersonates. Cookies are never looked at. Throws 401, 403. */
export function authenticateRequest(
  request: IncomingMessage,
  authenticate: (token: string) => UserInfo | undefined,
): UserInfo {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ', 2);
  const user = scheme?.toLowerCase() === 'bearer' && token ? authenticate(token) : undefined;
  if (!user) throw refusals.unauthorized();
  const impersonated = request.headers['impersonate-user'];
  if (typeof impersonated !== 'string' || impersonated === '') return withAuthenticated(user);
  if (!user.groups.includes('system:masters')) {
    throw refusals.forbidden(
      { group: '', plural: 'users' },
      impersonated,
      `User "${user.name}" cannot impersonate resource "users" in API group "" at the cluster scope`,
    );
  }
  const groups = request.headers['impersonate-group'];
  return withAuthenticated({ name: impersonated, groups: groups === undefined ? [] : [groups].flat() });
}

function withAuthenticated(user: UserInfo): UserInfo {
  if (user.groups.includes('system:authenticated')) return user;
  return { ...user, groups: [...user.groups, 'system:authenticated'] };
}
