import type { Answer, RouteFilter } from '../proxy/route-filter.ts';
import type { Annotations } from './annotations.ts';
import type { ControllerSettings } from './controller-settings.ts';
import { expandVariables } from './nginx-expression.ts';

function redirect(status: number, location: string): Answer {
  return { status, headers: [['Location', location]] };
}

/** `app-root`: where the root of the host leads. */
export function appRootFilter(annotations: Annotations): RouteFilter | undefined {
  const root = annotations.text('app-root');
  if (root === undefined || !root.startsWith('/')) return undefined;
  return ({ path, connection, authority }) =>
    path === '/' ? redirect(302, `${connection.secure ? 'https' : 'http'}://${authority}${root}`) : undefined;
}

/** `temporal-redirect` before `permanent-redirect`, with its code. */
export function plainRedirectFilter(annotations: Annotations): RouteFilter | undefined {
  const temporal = annotations.text('temporal-redirect');
  const target = temporal ?? annotations.text('permanent-redirect');
  if (target === undefined || !/^https?:\/\/|^\$/.test(target)) return undefined;
  const code = annotations.whole(temporal === undefined ? 'permanent-redirect-code' : 'temporal-redirect-code');
  const fallback = temporal === undefined ? 301 : 302;
  const status = code !== undefined && code >= 300 && code <= 308 ? code : fallback;
  return (request) => redirect(status, expandVariables(target, request));
}

/** `ssl-redirect` where the host has a certificate, `force-ssl-redirect` where TLS ends before the controller, too. */
export function tlsRedirectFilter(
  annotations: Annotations,
  settings: ControllerSettings,
  hasCertificate: boolean,
): RouteFilter | undefined {
  const forced = annotations.flag('force-ssl-redirect', settings.forceSslRedirect);
  const wanted = hasCertificate && annotations.flag('ssl-redirect', settings.sslRedirect);
  if (!forced && !wanted) return undefined;
  return (request) => {
    const { connection, target, upstreamHeaders } = request;
    const scheme = upstreamHeaders.get('X-Forwarded-Proto') ?? 'http';
    if (!(forced && scheme === 'http') && (connection.secure || !wanted || scheme !== 'http')) return undefined;
    const host = (upstreamHeaders.get('X-Forwarded-Host') ?? request.authority).replace(/:\d+$/, '');
    // The controller leaves a slash at the end out.
    return redirect(settings.httpRedirectCode, `https://${host}${target.replace(/\/$/, '')}`);
  };
}

/** `from-to-www-redirect`: the other one of example.org and www.example.org. */
export function otherNameRedirect(to: string, status: number): RouteFilter {
  return ({ connection, target }) => redirect(status, `${connection.secure ? 'https' : 'http'}://${to}${target}`);
}
