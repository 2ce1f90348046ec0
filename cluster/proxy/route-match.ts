import { HostTable } from './host-match.ts';
import type { ProxiedRequest } from './proxied-request.ts';
import type { ProxyRoute, VirtualHost } from './proxy-configuration.ts';

/** Virtual hosts as they are looked up: built once a configuration. */
export class RouteTable {
  readonly #hosts = new HostTable<VirtualHost>();

  constructor(virtualHosts: readonly VirtualHost[]) {
    for (const virtualHost of virtualHosts) {
      for (const hostname of [virtualHost.hostname, ...(virtualHost.aliases ?? [])]) {
        this.#hosts.add(hostname, virtualHost);
      }
    }
  }

  /** The route for a request, or undefined where nothing matches: exact host before wildcard before any. */
  match(host: string, path: string, request?: ProxiedRequest): ProxyRoute | undefined {
    for (const virtualHost of this.#hosts.lookup(host)) {
      const route = bestMatch(virtualHost, path, request);
      if (route) return route;
    }
    return undefined;
  }
}

function bestMatch({ routes }: VirtualHost, path: string, request: ProxiedRequest | undefined): ProxyRoute | undefined {
  let expression: ProxyRoute | undefined;
  let longest: ProxyRoute | undefined;
  for (const route of routes) {
    if (!matches(route, path)) continue;
    if (route.matches && !(request && route.matches(request))) continue;
    if (route.path.type === 'exact') return route;
    if (route.path.type === 'regex') expression ??= route;
    else if (!longest || route.path.value.length > longest.path.value.length) longest = route;
  }
  return expression ?? longest;
}

function matches({ path: match }: ProxyRoute, path: string): boolean {
  if (match.type === 'exact') return path === match.value;
  if (match.type === 'regex') return match.test(path);
  if (match.type === 'string-prefix') return path.startsWith(match.value);
  const prefix = match.value.endsWith('/') ? match.value.replace(/\/+$/, '') : match.value;
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}
