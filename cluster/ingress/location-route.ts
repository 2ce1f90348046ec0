import { endpointForKey } from '../proxy/filters/consistent-hash.ts';
import { stickyChoice } from '../proxy/filters/sticky-cookie.ts';
import type { Backend, PathMatch, ProxyRoute, RouteLimits, UpstreamTls } from '../proxy/proxy-configuration.ts';
import type { RouteFilter } from '../proxy/route-filter.ts';
import { Annotations } from './annotations.ts';
import { type ControllerSettings, parseRetries, parseSize } from './controller-settings.ts';
import type { Location, Server } from './ingress-servers.ts';
import type { Upstream } from './ingress-upstreams.ts';
import { type FilterContext, locationFilters } from './location-filters.ts';
import { expandVariables } from './nginx-expression.ts';
import type { Warn } from './translation-warning.ts';

export const DEFAULT_UPSTREAM = 'upstream-default-backend';
/** Where the controller's own nginx answers 404 for what nobody claims. */
const INTERNAL_UPSTREAM = '127.0.0.1:8181';

export interface RouteContext extends FilterContext {
  readonly backends: ReadonlyMap<string, Backend>;
  /** `--default-backend-service`, where it has endpoints. */
  readonly defaultBackend: Backend | undefined;
  readonly warn: Warn;
}

/** A location as the proxy routes it. */
export function routeOf(server: Server, match: PathMatch, location: Location, context: RouteContext): ProxyRoute {
  const { upstream, ingress } = location;
  if (!upstream || !ingress) return defaultRoute(server, match, location, context);
  const annotations = new Annotations(ingress);
  const { namespace, name } = ingress.metadata;
  const backend = context.backends.get(upstream.name) ?? { name: upstream.name, endpoints: [] };
  const alternative = upstream.alternatives[0];
  const { filters, denied } = locationFilters(
    {
      ingress,
      path: location.path,
      hasCertificate: server.certificate !== undefined && server.hostname !== '_',
      available: () => backend.endpoints.length > 0 || alternative !== undefined,
    },
    context,
  );
  if (denied !== undefined) {
    const about = `name="${'location'}" namespace="${namespace}" ingress="${name}"`;
    context.warn(
      'E',
      'annotations.go:216',
      `"error reading Ingress annotation" err="Location denied, reason: ${denied}" ${about}`,
    );
  }
  const canary = alternative && context.backends.get(alternative.name);
  const policy = alternative?.canary;
  return {
    path: match,
    filters: [nameServer(server), ...filters],
    backend,
    ...(canary && policy && canary.endpoints.length > 0
      ? { choose: (request) => (policy(request) ? canary : backend) }
      : {}),
    limits: limitsOf(annotations, context.settings),
    rule: `${location.path} -> ${upstream.serviceKey}:${upstream.port}${upstream.toClusterIp ? ' (cluster IP)' : ' (endpoints)'}`,
    origin: {
      object: `Ingress ${namespace}/${name}`,
      field: location.field,
      value: `${upstream.serviceKey.split('/')[1]}:${upstream.port}`,
    },
    labels: {
      'location-path': location.path,
      ...(context.settings.accessLog && annotations.flag('enable-access-log', true) ? {} : { 'access-log': 'off' }),
    },
  };
}

const notFound: RouteFilter = () => ({ status: 404 });

function defaultRoute(
  server: Server,
  match: PathMatch,
  { path, ingress }: Location,
  context: FilterContext & { readonly defaultBackend: Backend | undefined },
): ProxyRoute {
  const { defaultBackend: backend } = context;
  const silent = server.hostname === '_' && !context.settings.accessLogForDefaultBackend;
  const hasCertificate = server.certificate !== undefined && server.hostname !== '_';
  const own = ingress ? locationFilters({ ingress, path, hasCertificate, available: () => true }, context).filters : [];
  return {
    path: match,
    filters: [nameServer(server), ...own, ...(backend ? [] : [notFound])],
    backend: backend ?? { name: DEFAULT_UPSTREAM, endpoints: [] },
    rule: `${path} -> default backend`,
    labels: {
      ...(backend ? {} : { 'internal-upstream': INTERNAL_UPSTREAM }),
      ...(silent || !context.settings.accessLog ? { 'access-log': 'off' } : {}),
    },
  };
}

/** Logs name the server that a request met. */
function nameServer({ hostname }: Server): RouteFilter {
  return (request) => {
    request.serverName = hostname;
    return undefined;
  };
}

function limitsOf(annotations: Annotations, settings: ControllerSettings): RouteLimits {
  const seconds = (name: string, fallback: number) => {
    const value = annotations.whole(name);
    return value !== undefined && value > 0 ? value * 1000 : fallback;
  };
  const next = annotations.text('proxy-next-upstream');
  const tries = annotations.whole('proxy-next-upstream-tries');
  return {
    connectTimeoutMs: seconds('proxy-connect-timeout', settings.connectTimeoutMs),
    readTimeoutMs: seconds('proxy-read-timeout', settings.readTimeoutMs),
    bodyBytes: parseSize(annotations.text('proxy-body-size')) ?? settings.bodyBytes,
    tries:
      next === undefined && tries === undefined
        ? settings.retries
        : parseRetries(next ?? 'error timeout', tries ?? settings.retries.tries),
  };
}

/** An upstream as the proxy calls it: with TLS, stickiness or hashing where its Ingress says so. */
export function backendOf(upstream: Upstream, secretText: (key: string, entry: string) => string | undefined): Backend {
  const { annotations, name, endpoints } = upstream;
  const tls = /^(HTTPS|GRPCS)$/i.test(annotations.text('backend-protocol') ?? '')
    ? upstreamTls(upstream, secretText)
    : undefined;
  const hashBy = annotations.text('upstream-hash-by');
  const pick =
    annotations.text('affinity') === 'cookie'
      ? stickyChoice(name, stickyCookie(annotations))
      : hashBy === undefined
        ? undefined
        : (((request, all) => endpointForKey(expandVariables(hashBy, request), all)) satisfies Backend['pick']);
  return { name, endpoints, ...(tls && { tls }), ...(pick && { pick }) };
}

function stickyCookie(annotations: Annotations): Parameters<typeof stickyChoice>[1] {
  const [maxAge, expires] = [annotations.text('session-cookie-max-age'), annotations.text('session-cookie-expires')];
  const [domain, sameSite] = [annotations.text('session-cookie-domain'), annotations.text('session-cookie-samesite')];
  const path = annotations.text('session-cookie-path');
  return {
    name: annotations.text('session-cookie-name') ?? 'INGRESSCOOKIE',
    path: () => path ?? '/',
    ...(maxAge !== undefined && { maxAgeSeconds: maxAge }),
    ...(expires !== undefined && { expiresSeconds: expires }),
    ...(domain !== undefined && { domain }),
    ...(sameSite !== undefined && { sameSite }),
    ...(annotations.text('session-cookie-secure') !== undefined && {
      secure: annotations.flag('session-cookie-secure'),
    }),
    changeOnFailure: annotations.flag('session-cookie-change-on-failure'),
  };
}

/** `proxy-ssl-*`: unverified and without a name, unless they say otherwise. */
function upstreamTls(
  { annotations }: Upstream,
  secretText: (key: string, entry: string) => string | undefined,
): UpstreamTls {
  const key = annotations.text('proxy-ssl-secret') ?? '';
  const [ca, certificate, privateKey] = ['ca.crt', 'tls.crt', 'tls.key'].map((entry) => secretText(key, entry));
  const name = annotations.text('proxy-ssl-name');
  const verify = annotations.text('proxy-ssl-verify') === 'on' && ca !== undefined;
  const sends = annotations.text('proxy-ssl-server-name') === 'on';
  return {
    ...(name !== undefined && (sends || verify) && { serverName: name }),
    ...(verify && ca !== undefined && { verify: { ca } }),
    ...(certificate && privateKey && { clientCertificate: { certificate, key: privateKey } }),
  };
}
