import type { ServerCertificate } from '../../proxy/http-server.ts';
import type {
  ListenerConfiguration,
  NamedCertificate,
  PassthroughRoute,
  ProxyConfiguration,
  ProxyRoute,
  VirtualHost,
} from '../../proxy/proxy-configuration.ts';
import type { Route } from '../route/route.ts';
import { hostnameOf, passthroughRoute, proxyRoute, redirectRoute, type TranslationContext } from './translate-route.ts';

export interface RouterSettings {
  /** ROUTER_USE_PROXY_PROTOCOL */
  readonly proxyProtocol: boolean;
  /** For hosts without a certificate of their own. */
  readonly defaultCertificate: ServerCertificate | undefined;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Two doors: what may be asked for in clear text, and what is behind TLS. */
export function routerConfiguration(
  routes: readonly Route[],
  context: TranslationContext,
  { proxyProtocol, defaultCertificate }: RouterSettings,
): ProxyConfiguration {
  const plain = new Map<string, ProxyRoute[]>();
  const secure = new Map<string, ProxyRoute[]>();
  const certificates: NamedCertificate[] = [];
  const passthrough: PassthroughRoute[] = [];
  for (const route of routes) {
    const { tls } = route.spec;
    if (!tls) add(plain, route, proxyRoute(route, context));
    else {
      if (tls.termination === 'passthrough') passthrough.push(passthroughRoute(route, context));
      else add(secure, route, proxyRoute(route, context));
      const certificate = certificateOf(route);
      if (certificate) certificates.push({ hostname: hostnameOf(route), certificate });
      if (tls.insecureEdgeTerminationPolicy === 'Redirect') add(plain, route, redirectRoute(route));
      if (tls.insecureEdgeTerminationPolicy === 'Allow') add(plain, route, proxyRoute(route, context));
    }
  }
  const tls = { certificates, passthrough, ...(defaultCertificate && { fallback: defaultCertificate }) };
  const listeners: ListenerConfiguration[] = [
    { port: HTTP_PORT, proxyProtocol, virtualHosts: hostsOf(plain) },
    { port: HTTPS_PORT, proxyProtocol, tls, virtualHosts: hostsOf(secure) },
  ];
  return { listeners };
}

function add(hosts: Map<string, ProxyRoute[]>, route: Route, translated: ProxyRoute): void {
  const hostname = hostnameOf(route);
  const routes = hosts.get(hostname);
  if (routes) routes.push(translated);
  else hosts.set(hostname, [translated]);
}

function hostsOf(hosts: ReadonlyMap<string, ProxyRoute[]>): VirtualHost[] {
  return [...hosts].map(([hostname, routes]) => ({ hostname, routes }));
}

const known = new WeakMap<Route, ServerCertificate>();

/** One object a route, so that what was made of it is found again. */
function certificateOf(route: Route): ServerCertificate | undefined {
  const { certificate, key, caCertificate } = route.spec.tls ?? {};
  if (!certificate) return undefined;
  const found = known.get(route);
  if (found) return found;
  const chain = caCertificate ? `${certificate}\n${caCertificate}` : certificate;
  const made = { certificate: chain, key: key || certificate };
  known.set(route, made);
  return made;
}
