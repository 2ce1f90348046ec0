import type { ProxyConfiguration, ProxyRoute, VirtualHost } from './proxy-configuration.ts';

/** The route for a request, or undefined where nothing matches: exact host before wildcard, exact path before longest prefix. */
export function matchRoute(configuration: ProxyConfiguration, host: string, path: string): ProxyRoute | undefined {
  for (const virtualHost of hostsFor(configuration, host)) {
    const route = longestMatch(virtualHost, path);
    if (route) return route;
  }
  return undefined;
}

function hostsFor(configuration: ProxyConfiguration, host: string): VirtualHost[] {
  const wildcard = `*.${host.split('.').slice(1).join('.')}`;
  return [host, wildcard, '*'].flatMap((name) => configuration.virtualHosts.filter((v) => v.hostname === name));
}

function longestMatch(virtualHost: VirtualHost, path: string): ProxyRoute | undefined {
  let best: ProxyRoute | undefined;
  for (const route of virtualHost.routes) {
    if (!matches(route, path)) continue;
    if (route.path.type === 'exact') return route;
    if (!best || route.path.value.length > best.path.value.length) best = route;
  }
  return best;
}

function matches(route: ProxyRoute, path: string): boolean {
  if (route.path.type === 'exact') return path === route.path.value;
  const prefix = route.path.value.replace(/\/+$/, '');
  return path === prefix || path.startsWith(`${prefix}/`);
}
