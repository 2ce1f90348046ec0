import type * as networking from 'kubernetes-types/networking/v1.js';
import type { ServerCertificate } from '../proxy/http-server.ts';
import { Annotations } from './annotations.ts';
import { isCanary } from './canary.ts';
import { upstreamName } from './ingress-backend.ts';
import type { Ingress } from './ingress-objects.ts';
import type { Upstream } from './ingress-upstreams.ts';
import type { Warn } from './translation-warning.ts';

/** ImplementationSpecific is a prefix to the controller (SetDefaultNGINXPathType). */
export type PathType = 'Exact' | 'Prefix';

/** One location of a server, as the controller's model has it before it becomes nginx's. */
export interface Location {
  path: string;
  type: PathType;
  /** Undefined: the controller's default backend. */
  upstream: Upstream | undefined;
  ingress: Ingress | undefined;
  /** The field that asked for it. */
  field: string;
  /** Nobody asked for it: it is there because every server has a root. */
  isDefault: boolean;
}

/** All that is served under one hostname. `_` is any other. */
export interface Server {
  readonly hostname: string;
  aliases: readonly string[];
  readonly locations: Location[];
  /** Whose Ingress gave the server its certificate, or the controller's own. */
  certificate: ServerCertificate | 'default' | undefined;
  readonly passthrough: boolean;
  wwwRedirect: boolean;
}

export const ANY_HOST = '_';

/** Hosts and their locations, oldest Ingress first: it has what two claim (getBackendServers in ingress-nginx). */
export function createServers(
  ingresses: readonly Ingress[],
  upstreams: ReadonlyMap<string, Upstream>,
  warn: Warn,
): Map<string, Server> {
  const servers = new Map<string, Server>();
  servers.set(ANY_HOST, newServer(ANY_HOST, rootLocation(undefined, undefined), false));
  const primary = ingresses.filter((ingress) => !isCanary(new Annotations(ingress)));
  for (const ingress of primary) addHosts(servers, ingress, upstreams, warn);
  for (const ingress of primary) addPaths(servers, ingress, upstreams);
  for (const server of servers.values()) sortLocations(server.locations);
  return servers;
}

function newServer(hostname: string, root: Location, passthrough: boolean): Server {
  const certificate = hostname === ANY_HOST ? 'default' : undefined;
  return { hostname, aliases: [], locations: [root], certificate, passthrough, wwwRedirect: false };
}

function rootLocation(upstream: Upstream | undefined, ingress: Ingress | undefined): Location {
  return { path: '/', type: 'Prefix', upstream, ingress, field: 'spec.defaultBackend', isDefault: true };
}

export function hostOf(rule: networking.IngressRule): string {
  return rule.host || ANY_HOST;
}

function addHosts(
  servers: Map<string, Server>,
  ingress: Ingress,
  upstreams: ReadonlyMap<string, Upstream>,
  warn: Warn,
): void {
  const annotations = new Annotations(ingress);
  const fallback = ingress.spec.defaultBackend?.service;
  const upstream = fallback && upstreams.get(upstreamName(ingress.metadata.namespace, fallback));
  const any = servers.get(ANY_HOST)?.locations[0];
  if (upstream && any) {
    any.upstream = upstream;
    any.ingress = ingress;
    if ((ingress.spec.rules ?? []).length === 0) any.isDefault = false;
  }
  const aliases = annotations.list('server-alias');
  for (const rule of ingress.spec.rules ?? []) {
    const host = hostOf(rule);
    let server = servers.get(host);
    if (!server) {
      server = newServer(host, rootLocation(upstream, ingress), annotations.flag('ssl-passthrough'));
      servers.set(host, server);
    }
    if (server.aliases.length === 0) server.aliases = aliases;
    else if (aliases.length > 0) {
      const key = `${ingress.metadata.namespace}/${ingress.metadata.name}`;
      warn('W', 'controller.go:1450', `Aliases already configured for server "${host}", skipping (Ingress "${key}")`);
    }
  }
}

function addPaths(servers: Map<string, Server>, ingress: Ingress, upstreams: ReadonlyMap<string, Upstream>): void {
  const annotations = new Annotations(ingress);
  for (const [index, rule] of (ingress.spec.rules ?? []).entries()) {
    const server = servers.get(hostOf(rule));
    if (!server) continue;
    if (annotations.flag('from-to-www-redirect')) server.wwwRedirect = true;
    for (const [at, path] of (rule.http?.paths ?? []).entries()) {
      const target = path.backend.service;
      const upstream = target && upstreams.get(upstreamName(ingress.metadata.namespace, target));
      if (!upstream || upstream.canary) continue;
      addLocation(server.locations, {
        path: path.path || '/',
        type: pathTypeOf(path),
        upstream,
        ingress,
        field: `spec.rules[${index}].http.paths[${at}].backend.service`,
        isDefault: false,
      });
    }
  }
}

/** A path of the same type that is there already stays; the root that nobody asked for gives way. */
function addLocation(locations: Location[], location: Location): void {
  const same = locations.find((one) => one.path === location.path && one.type === location.type);
  if (!same) locations.push(location);
  else if (same.isDefault) Object.assign(same, location);
}

export function pathTypeOf({ pathType }: networking.HTTPIngressPath): PathType {
  return pathType === 'Exact' ? 'Exact' : 'Prefix';
}

/** Longer paths first, then by name, backwards: the order in which nginx tries regular expressions. */
function sortLocations(locations: Location[]): void {
  locations.sort((a, b) => b.path.length - a.path.length || (a.path > b.path ? -1 : a.path < b.path ? 1 : 0));
}
