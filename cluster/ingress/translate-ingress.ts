import type { EndpointSlice, Service } from '../client/objects.ts';
import type { ServerCertificate } from '../proxy/http-server.ts';
import type {
  Backend,
  ListenerTls,
  NamedCertificate,
  ProxyConfiguration,
  VirtualHost,
} from '../proxy/proxy-configuration.ts';
import { mergeCanaries } from './canary-merge.ts';
import type { ControllerSettings } from './controller-settings.ts';
import type { FilterMemory } from './filter-memory.ts';
import { endpointsOf } from './ingress-backend.ts';
import type { TlsSecret } from './ingress-certificate.ts';
import { type ClassFlags, decideClass } from './ingress-class.ts';
import type { Ingress, IngressClass } from './ingress-objects.ts';
import { ANY_HOST, createServers, type Server } from './ingress-servers.ts';
import { createUpstreams } from './ingress-upstreams.ts';
import { backendOf, DEFAULT_UPSTREAM, type RouteContext, routeOf } from './location-route.ts';
import { otherNameRedirect } from './redirect-filters.ts';
import { chooseCertificates } from './server-certificates.ts';
import { nginxLocations } from './server-locations.ts';
import type { TranslationWarning, Warn } from './translation-warning.ts';

/** Everything the controller reads, by lookups, so that nothing is copied. */
export interface IngressInputs {
  readonly ingresses: readonly Ingress[];
  readonly classes: readonly IngressClass[];
  service(key: string): Service | undefined;
  slicesOf(serviceKey: string): readonly EndpointSlice[];
  secret(key: string): TlsSecret | undefined;
  configMap(key: string): { data?: Readonly<Record<string, string>> } | undefined;
}

export interface TranslationOptions {
  readonly settings: ControllerSettings;
  readonly classes: ClassFlags;
  readonly memory: FilterMemory;
  readonly nowMs: number;
  readonly ports: { readonly http: number; readonly https: number };
  /** For names without a certificate; absent while there is none yet: then there is no TLS. */
  readonly defaultCertificate?: ServerCertificate;
  readonly enablePassthrough: boolean;
  /** Absent: all namespaces. */
  readonly watchNamespace?: string | undefined;
  /** `--default-backend-service`: NAMESPACE/NAME. */
  readonly defaultBackendService?: string | undefined;
}

export interface Translation {
  readonly configuration: ProxyConfiguration;
  readonly warnings: readonly TranslationWarning[];
}

/** Ingresses of the controller's own classes, oldest first: where two claim the same host and path, the older one has it. */
export function ownIngresses(inputs: Pick<IngressInputs, 'ingresses' | 'classes'>, flags: ClassFlags): Ingress[] {
  const classes = new Map(inputs.classes.map((one) => [one.metadata.name, one]));
  return inputs.ingresses.filter((ingress) => 'className' in decideClass(ingress, classes, flags)).sort(byAge);
}

function byAge(a: Ingress, b: Ingress): number {
  const [ageA, ageB] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (ageA !== ageB) return ageA < ageB ? -1 : 1;
  const [keyA, keyB] = [a, b].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return (keyA ?? '') < (keyB ?? '') ? -1 : 1;
}

export function translateIngresses(inputs: IngressInputs, options: TranslationOptions): Translation {
  const warnings: TranslationWarning[] = [];
  const warn: Warn = (level, source, text) => void warnings.push({ level, source, text });
  const { watchNamespace } = options;
  const ingresses = ownIngresses(inputs, options.classes).filter(
    ({ metadata }) => watchNamespace === undefined || metadata.namespace === watchNamespace,
  );
  const upstreams = createUpstreams(ingresses, inputs, warn);
  const servers = createServers(ingresses, upstreams, warn);
  mergeCanaries(ingresses, upstreams, servers, warn);
  chooseCertificates(ingresses, servers, { secret: (key) => inputs.secret(key), nowMs: options.nowMs }, warn);
  const secretText = (key: string, entry: string) => {
    const value = inputs.secret(key)?.data?.[entry];
    return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
  };
  const backends = new Map<string, Backend>();
  for (const upstream of upstreams.values()) backends.set(upstream.name, backendOf(upstream, secretText));
  const context = {
    settings: options.settings,
    memory: options.memory,
    secret: (key: string) => inputs.secret(key),
    configMap: (key: string) => inputs.configMap(key),
    backends,
    defaultBackend: defaultBackend(inputs, options.defaultBackendService, warn),
    warn,
  };
  const virtualHosts = [...servers.values()].flatMap((server) => virtualHostsOf(server, servers, context));
  options.memory.sweep();
  return { configuration: listenersOf(virtualHosts, [...servers.values()], backends, options), warnings };
}

function defaultBackend(inputs: IngressInputs, key: string | undefined, warn: Warn): Backend | undefined {
  if (key === undefined) return undefined;
  const quoted = JSON.stringify(key);
  const service = inputs.service(key);
  if (!service) {
    const error = `no object matching key ${quoted} in local store`;
    warn('W', 'controller.go:597', `Error getting default backend ${quoted}: ${error}`);
    return undefined;
  }
  const port = service.spec.ports?.[0]?.port;
  const target = { name: service.metadata.name, ...(port !== undefined && { port: { number: port } }) };
  const endpoints = endpointsOf(service, inputs.slicesOf(key), target);
  if (endpoints.length === 0) warn('W', 'controller.go:609', `Service ${quoted} does not have any active Endpoint`);
  return endpoints.length > 0 ? { name: DEFAULT_UPSTREAM, endpoints } : undefined;
}

function virtualHostsOf(server: Server, servers: ReadonlyMap<string, Server>, context: RouteContext): VirtualHost[] {
  const routes = nginxLocations(server.locations).map(({ match, location }) =>
    routeOf(server, match, location, context),
  );
  const hostname = server.hostname === ANY_HOST ? '*' : server.hostname;
  const aliases = server.aliases.filter((alias) => !servers.has(alias));
  const hosts: VirtualHost[] = [{ hostname, ...(aliases.length > 0 && { aliases }), routes }];
  const other = hostname.startsWith('www.') ? hostname.slice(4) : `www.${hostname}`;
  if (server.wwwRedirect && hostname !== '*' && !servers.has(other)) {
    hosts.push({
      hostname: other,
      routes: [
        {
          path: { type: 'string-prefix', value: '/' },
          filters: [otherNameRedirect(hostname, context.settings.httpRedirectCode)],
          backend: { name: '-', endpoints: [] },
          rule: `redirect to ${hostname}`,
        },
      ],
    });
  }
  return hosts;
}

function listenersOf(
  virtualHosts: readonly VirtualHost[],
  servers: readonly Server[],
  backends: ReadonlyMap<string, Backend>,
  { settings, ports, defaultCertificate, enablePassthrough }: TranslationOptions,
): ProxyConfiguration {
  const proxyProtocol = settings.useProxyProtocol ? { proxyProtocol: true } : {};
  const plain = { port: ports.http, ...proxyProtocol, virtualHosts };
  if (!defaultCertificate) return { listeners: [plain] };
  const certificates = servers.flatMap(({ hostname, aliases, certificate }): NamedCertificate[] => {
    if (typeof certificate !== 'object' || hostname === ANY_HOST) return [];
    return [hostname, ...aliases].map((name) => ({ hostname: name, certificate }));
  });
  const tls: ListenerTls = {
    certificates,
    fallback: defaultCertificate,
    http2: settings.useHttp2,
    ...(enablePassthrough && { passthrough: servers.flatMap((server) => passthroughOf(server, backends)) }),
  };
  return { listeners: [plain, { port: ports.https, ...proxyProtocol, tls, virtualHosts }] };
}

function passthroughOf({ hostname, passthrough, locations }: Server, backends: ReadonlyMap<string, Backend>) {
  const root = locations.find(({ path }) => path === '/');
  const backend = root?.upstream && backends.get(root.upstream.name);
  if (!passthrough || !backend || !root?.ingress) return [];
  const { namespace, name } = root.ingress.metadata;
  return [
    {
      hostname,
      backend,
      rule: `SNI ${hostname} -> ${root.upstream?.serviceKey}:${root.upstream?.port} (passthrough)`,
      origin: {
        object: `Ingress ${namespace}/${name}`,
        field: 'metadata.annotations[nginx.ingress.kubernetes.io/ssl-passthrough]',
        value: 'true',
      },
    },
  ];
}
