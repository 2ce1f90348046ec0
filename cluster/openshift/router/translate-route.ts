import type { ProxiedRequest } from '../../proxy/proxied-request.ts';
import type { Endpoint, PassthroughRoute, ProxyRoute, UpstreamTls } from '../../proxy/proxy-configuration.ts';
import type { RouteFilter } from '../../proxy/route-filter.ts';
import type { Route } from '../route/route.ts';
import { BALANCE_ALGORITHMS, type BackendLoad, type BalanceAlgorithm, choose } from './balance.ts';
import { FORWARDED_MODES } from './forwarded-headers.ts';
import { headerActionFilter } from './header-actions.ts';
import { rewriteFilter } from './rewrite-target.ts';
import {
  activeServices,
  cookieName,
  endpointsOfRoute,
  type RouteEndpoint,
  type RouterInputs,
} from './route-endpoints.ts';

const ANNOTATION = 'haproxy.router.openshift.io';
const COOKIE_NAME = 'router.openshift.io/cookie_name';
const SAME_SITE = 'router.openshift.io/cookie-same-site';

export interface TranslationContext extends RouterInputs {
  loadOf(backend: string): BackendLoad;
  /** PEM of the authority that signs services' certificates. */
  readonly serviceCa: string | undefined;
}

/** The prefix that the router's template gives a backend's name. */
const BACKENDS: Readonly<Record<string, string>> = {
  '': 'be_http',
  edge: 'be_edge_http',
  reencrypt: 'be_secure',
  passthrough: 'be_tcp',
};

export function backendName({ metadata, spec }: Route): string {
  return `${BACKENDS[spec.tls?.termination ?? ''] ?? 'be_http'}:${metadata.namespace}:${metadata.name}`;
}

/** A route that the router answers in HTTP. */
export function proxyRoute(route: Route, context: TranslationContext): ProxyRoute {
  const { spec, metadata } = route;
  const endpoints = endpointsOfRoute(route, context);
  const name = backendName(route);
  const load = context.loadOf(name);
  load.keep(endpoints);
  const mode = FORWARDED_MODES.find((known) => known === annotation(route, 'set-forwarded-headers')) ?? 'append';
  const tls = upstreamTls(route, endpoints, context);
  return {
    path: { type: 'prefix', value: spec.path || '/' },
    backend: {
      name,
      endpoints: endpoints.some(({ weight }) => weight > 0) ? endpoints : [],
      pick: sticky(route, endpoints, load),
      ...(tls && { tls }),
    },
    filters: filtersOf(route),
    labels: { 'forwarded-headers': mode },
    rule: `${spec.host}${spec.path ?? ''} -> ${name}`,
    origin: originOf(metadata.namespace, metadata.name, spec.to.name),
  };
}

/** A route whose TLS goes through. */
export function passthroughRoute(route: Route, context: TranslationContext): PassthroughRoute {
  const { spec, metadata } = route;
  const name = backendName(route);
  const endpoints = endpointsOfRoute(route, context).filter(({ weight }) => weight > 0);
  return {
    hostname: hostnameOf(route),
    backend: { name, endpoints },
    rule: `${spec.host} -> ${name}`,
    origin: originOf(metadata.namespace, metadata.name, spec.to.name),
  };
}

/** Sends clients to the same place with https; the port goes as it came, as in the Host header. */
export function redirectRoute(route: Route): ProxyRoute {
  const redirect: RouteFilter = ({ authority, target }) => ({
    status: 302,
    headers: [
      ['content-length', '0'],
      ['location', `https://${authority.toLowerCase()}${target}`],
      ['cache-control', 'no-cache'],
    ],
    body: '',
  });
  const { spec, metadata } = route;
  return {
    path: { type: 'prefix', value: spec.path || '/' },
    backend: { name: backendName(route), endpoints: [] },
    filters: [redirect],
    rule: `${spec.host}${spec.path ?? ''} -> redirect scheme https`,
    origin: {
      object: `Route ${metadata.namespace}/${metadata.name}`,
      field: 'spec.tls.insecureEdgeTerminationPolicy',
      value: 'Redirect',
    },
  };
}

/** A wildcard route is for all names beside its own. */
export function hostnameOf({ spec }: Route): string {
  const host = spec.host ?? '';
  return spec.wildcardPolicy === 'Subdomain' ? `*${host.slice(host.indexOf('.'))}` : host;
}

export function annotation({ metadata }: Route, name: string): string | undefined {
  return metadata.annotations?.[`${ANNOTATION}/${name}`];
}

function originOf(namespace: string, name: string, service: string) {
  return { object: `Route ${namespace}/${name}`, field: 'spec.to.name', value: service };
}

function filtersOf(route: Route): RouteFilter[] {
  return [...rewriteFilter(route.spec.path ?? '', annotation(route, 'rewrite-target')), ...headerActionFilter(route)];
}

/** TLS to the pods: their certificate must be signed by the route's own authority, or by that of the services. */
function upstreamTls(
  { spec, metadata }: Route,
  endpoints: readonly RouteEndpoint[],
  { serviceCa }: TranslationContext,
): UpstreamTls | undefined {
  if (spec.tls?.termination !== 'reencrypt') return undefined;
  const own = spec.tls.destinationCACertificate;
  const service = endpoints[0]?.service ?? spec.to.name;
  // Against the route's own authority names are not compared (verifyhost is for services' certificates).
  if (own) return { verify: { ca: own } };
  return serviceCa
    ? { serverName: `${service}.${metadata.namespace}.svc`, verify: { ca: serviceCa } }
    : { serverName: `${service}.${metadata.namespace}.svc` };
}

/** The cookie's endpoint, else whom the algorithm chooses; then the answer brings the cookie. */
function sticky(route: Route, endpoints: readonly RouteEndpoint[], load: BackendLoad) {
  const algorithm = algorithmOf(route, endpoints);
  const name = route.metadata.annotations?.[COOKIE_NAME] || cookieName(route);
  const withCookie = annotation(route, 'disable_cookies')?.toLowerCase() !== 'true';
  const attributes = cookieAttributes(route);
  const tried = new WeakMap<ProxiedRequest, RouteEndpoint[]>();
  return (request: ProxiedRequest): Endpoint | undefined => {
    const before = tried.get(request) ?? [];
    const left = endpoints.filter((endpoint) => !before.includes(endpoint));
    const value = withCookie ? request.cookie(name) : undefined;
    const known = left.find(({ cookie }) => cookie === value);
    const around = { address: request.clientAddress, random: request.random };
    const chosen = known ?? choose(algorithm, left, load, around) ?? before[0];
    if (!chosen) return undefined;
    if (before.length === 0) {
      load.begin(chosen, request);
      if (withCookie) {
        hideCookie(request, name);
        request.onAnswer.push((headers) => {
          const last = tried.get(request)?.at(-1);
          if (!last || last.cookie === value) return;
          headers.append('set-cookie', `${name}=${last.cookie}; path=/; HttpOnly${attributes}`);
          headers.append('cache-control', 'private');
        });
      }
    }
    tried.set(request, [...before, chosen]);
    return chosen;
  };
}

function algorithmOf(route: Route, endpoints: readonly RouteEndpoint[]): BalanceAlgorithm {
  const wanted = BALANCE_ALGORITHMS.find((known) => known === annotation(route, 'balance'));
  return wanted ?? (activeServices(endpoints) > 1 ? 'roundrobin' : 'random');
}

function cookieAttributes({ metadata, spec }: Route): string {
  const { termination, insecureEdgeTerminationPolicy } = spec.tls ?? {};
  if (termination === undefined || insecureEdgeTerminationPolicy === 'Allow') return '';
  const wanted = metadata.annotations?.[SAME_SITE] ?? '';
  return `; Secure; SameSite=${['Lax', 'Strict', 'None'].includes(wanted) ? wanted : 'None'}`;
}

/** The router's cookie is its own affair (`insert indirect`): endpoints do not see it. */
function hideCookie({ upstreamHeaders }: ProxiedRequest, name: string): void {
  const cookies = upstreamHeaders.all('cookie');
  if (!cookies.some((header) => header.includes(`${name}=`))) return;
  const left = cookies
    .flatMap((header) => header.split(';'))
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith(`${name}=`));
  if (left.length > 0) upstreamHeaders.set('cookie', left.join('; '));
  else upstreamHeaders.delete('cookie');
}
