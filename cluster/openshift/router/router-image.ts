import type { Client } from '../../client/client.ts';
import type { InformerFactory } from '../../client/informer-factory.ts';
import { CONFIG_MAPS, ENDPOINT_SLICES, PODS, SERVICES } from '../../client/resources.ts';
import type { Image } from '../../kubelet/image.ts';
import type { Process } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { type HttpProxy, startHttpProxy } from '../../proxy/http-proxy.ts';
import { type ServerCertificate, serveHttp } from '../../proxy/http-server.ts';
import { ROUTES, type Route } from '../route/route.ts';
import { type AdmissionOptions, admitRoutes } from './admit-routes.ts';
import { BackendLoad } from './balance.ts';
import { haproxyDialect } from './haproxy-dialect.ts';
import { writeRouteStatus } from './route-status.ts';
import { routerConfiguration } from './router-configuration.ts';
import type { TranslationContext } from './translate-route.ts';

const HEALTH_PORT = 1936;
const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
const CERTIFICATE_DIRECTORY = '/etc/pki/tls/private';
const ROUTER_LABEL = 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller';

export interface RouterImageOptions {
  readonly client: Client;
  readonly informers: InformerFactory;
}

/** OpenShift's router: reads Routes, decides who may have which host, configures HAProxy in its own pod. */
export function createRouterImage(options: RouterImageOptions): Image {
  const inputs = watchInputs(options.informers);
  return {
    repository: 'quay.io/openshift/origin-haproxy-router',
    sizeBytes: 96_427_310,
    entrypoint: ['/usr/bin/openshift-router'],
    defaultArguments: ['--v=2'],
    programs: { 'openshift-router': (process) => runRouter(process, options, inputs) },
    ports: [80, 443],
    user: '1001',
  };
}

interface WatchedInputs {
  routes(): Route[];
  readonly context: Pick<TranslationContext, 'service' | 'slicesOf'>;
  serviceCa(): string | undefined;
  /** The first of the router's pods by name writes the status of the routes. */
  leader(namespace: string): string | undefined;
  onChange(listener: () => void): () => void;
}

function watchInputs(informers: InformerFactory): WatchedInputs {
  const routes = informers.informer(ROUTES);
  const services = informers.informer(SERVICES);
  const slices = informers.informer(ENDPOINT_SLICES);
  const configMaps = informers.informer(CONFIG_MAPS);
  const pods = informers.informer(PODS);
  const slicesOf = slices.index('service', (slice) => [
    `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? ''}`,
  ]);
  return {
    routes: () => routes.list(),
    context: { service: (key) => services.get(key), slicesOf },
    serviceCa: () => configMaps.get('openshift-ingress/service-ca-bundle')?.data?.['service-ca.crt'],
    leader: (namespace) =>
      pods
        .list(namespace)
        .filter(({ metadata }) => metadata.labels?.[ROUTER_LABEL] === 'default' && !metadata.deletionTimestamp)
        .map(({ metadata }) => metadata.name)
        .sort()[0],
    onChange: (listener) => {
      const stops = [routes, services, slices].map((informer) => informer.onChange(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

async function runRouter(process: Process, options: RouterImageOptions, inputs: WatchedInputs): Promise<number> {
  const { machine } = process;
  const encoder = new TextEncoder();
  const log = (line: string) => void process.stdout.write(encoder.encode(`${line}\n`)).catch(() => {});
  const proxy = startHttpProxy({ machine, dialect: haproxyDialect, log });
  const health = serveHttp(machine, { port: HEALTH_PORT, program: 'openshift-router' }, ({ response }) =>
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 }).end('ok'),
  );
  log(
    klog(
      machine.clock.now(),
      'router.go:217',
      '"creating a new template router" logger="template" writeDir="/var/lib/haproxy"',
    ),
  );
  const loads = new Map<string, BackendLoad>();
  const configure = oncePerTurn(() => {
    if (!process.signal.aborted) apply(process, { ...options, inputs, proxy, loads });
  });
  const stop = inputs.onChange(configure);
  await ended(process);
  stop();
  health.close();
  proxy.close();
  return 0;
}

interface RunningRouter extends RouterImageOptions {
  readonly inputs: WatchedInputs;
  readonly proxy: HttpProxy;
  readonly loads: Map<string, BackendLoad>;
}

function apply(process: Process, { client, inputs, proxy, loads }: RunningRouter): void {
  const { environment, machine } = process;
  const decisions = admitRoutes(inputs.routes(), admissionOptions(environment));
  const admitted = [...decisions].filter(([, rejection]) => !rejection).map(([route]) => route);
  const loadOf = (backend: string) => {
    const load = loads.get(backend) ?? new BackendLoad();
    loads.set(backend, load);
    return load;
  };
  const context = { ...inputs.context, loadOf, serviceCa: inputs.serviceCa() };
  const settings = {
    proxyProtocol: isTrue(environment['ROUTER_USE_PROXY_PROTOCOL']),
    defaultCertificate: defaultCertificate(process),
  };
  proxy.configure(routerConfiguration(admitted, context, settings));
  const leader = inputs.leader(environment['ROUTER_SERVICE_NAMESPACE'] ?? '');
  if (leader === undefined || leader === machine.hostname) void writeRouteStatus(client, machine.clock, decisions);
}

function admissionOptions(environment: Process['environment']): AdmissionOptions {
  return {
    allowWildcards: isTrue(environment['ROUTER_ALLOW_WILDCARD_ROUTES']),
    sharedHosts: isTrue(environment['ROUTER_DISABLE_NAMESPACE_OWNERSHIP_CHECK']),
  };
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true' || text === '1';
}

function defaultCertificate({ machine, environment }: Process): ServerCertificate | undefined {
  const directory = environment['DEFAULT_CERTIFICATE_DIR'] ?? CERTIFICATE_DIRECTORY;
  const read = (name: string) => {
    const path = `${directory}/${name}`;
    return machine.files.exists(path) ? Buffer.from(machine.files.read(path)).toString('utf8') : undefined;
  };
  const [certificate, key] = [read('tls.crt'), read('tls.key')];
  return certificate !== undefined && key !== undefined ? { certificate, key } : undefined;
}

/** klog's header, as the router's logger writes it. */
function klog(nowMs: number, place: string, text: string): string {
  const time = new Date(nowMs).toISOString();
  return `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 ${place}] ${text}`;
}

/** Changes come in bursts: one reading of all inputs serves a burst. */
function oncePerTurn(action: () => void): () => void {
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      action();
    });
  };
}
