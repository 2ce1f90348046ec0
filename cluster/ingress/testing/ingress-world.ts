import type { EndpointSlice, Service } from '../../client/objects.ts';
import { SeededRandom } from '../../machinery/random.ts';
import { startHttpProxy } from '../../proxy/http-proxy.ts';
import { serveHttp } from '../../proxy/http-server.ts';
import { createNginxDialect } from '../../proxy/nginx-dialect.ts';
import { createProxiedCluster, PROXY_ADDRESS, turns } from '../../proxy/testing/proxied-cluster.ts';
import { type ControllerFlags, parseFlags } from '../controller-flags.ts';
import { readSettings } from '../controller-settings.ts';
import { FilterMemory } from '../filter-memory.ts';
import type { Ingress, IngressClass } from '../ingress-objects.ts';
import { type TranslationOptions, translateIngresses } from '../translate-ingress.ts';

const APP_ADDRESS = '192.168.2.2';

export interface World {
  readonly ingresses: Ingress[];
  readonly classes?: IngressClass[];
  /** Pods behind each Service of `default`; each says `SERVICE-NUMBER METHOD TARGET` and its headers. Default: one for red and blue. */
  readonly services?: Readonly<Record<string, number>>;
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly defaultCertificate?: TranslationOptions['defaultCertificate'];
}

let created = 0;

/** Test support: an Ingress in `default`, younger than those before it. */
export function ingress(name: string, spec: object, annotations: Record<string, string> = {}): Ingress {
  const creationTimestamp = new Date(Date.UTC(2026, 0, 5) + 1000 * created++).toISOString();
  const prefixed = Object.entries(annotations).map(([key, value]) => [
    key.includes('/') ? key : `nginx.ingress.kubernetes.io/${key}`,
    value,
  ]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      ...{ name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp },
      annotations: Object.fromEntries(prefixed) as Record<string, string>,
    },
    spec: { ingressClassName: 'nginx', ...spec },
  } as Ingress;
}

/** A rule of one host (empty: any) with paths to Services: `{'/': 'red'}`; a type may follow: `'/a Exact'`. */
export function rule(host: string, paths: Record<string, string>): object {
  return {
    ...(host && { host }),
    http: {
      paths: Object.entries(paths).map(([key, name]) => {
        const [path, pathType = 'Prefix'] = key.split(' ');
        return { path, pathType, backend: { service: { name, port: { number: 80 } } } };
      }),
    },
  };
}

/** Test support: the controller's translation and a proxy over a virtual network, with pods to answer. */
export function createWorld({ services = { red: 1, blue: 1 }, ...world }: World) {
  const cluster = createProxiedCluster([]);
  const flags = parseFlags(world.flags ?? []) as ControllerFlags;
  const settings = readSettings({ data: world.settings ?? {} }, () => undefined);
  const memory = new FilterMemory();
  const slices = new Map<string, EndpointSlice[]>();
  let port = 9000;
  for (const [service, count] of Object.entries(services)) {
    const ports = Array.from({ length: count }, () => port++);
    for (const [index, number] of ports.entries()) servePod(cluster.app, number, `${service}-${index}`);
    const each = ports.map((number) => ({
      ports: [{ name: 'http', port: number }],
      endpoints: [{ addresses: [APP_ADDRESS] }],
    }));
    slices.set(`default/${service}`, each as unknown as EndpointSlice[]);
  }
  const secretObjects = new Map(
    Object.entries(world.secrets ?? {}).map(([name, data]) => [`default/${name}`, encoded(data)]),
  );
  const { configuration, warnings } = translateIngresses(
    {
      ingresses: world.ingresses,
      classes: world.classes ?? [ingressClass('nginx', 'k8s.io/ingress-nginx')],
      service: (key) => (slices.has(key) ? serviceOf(key) : undefined),
      slicesOf: (key) => slices.get(key) ?? [],
      secret: (key) => secretObjects.get(key),
      configMap: () => undefined,
    },
    {
      settings,
      classes: flags.classes,
      memory,
      nowMs: Date.now(),
      ports: flags.ports,
      enablePassthrough: flags.enablePassthrough,
      ...(world.defaultCertificate && { defaultCertificate: world.defaultCertificate }),
    },
  );
  const lines: string[] = [];
  cluster.proxy.close();
  const proxy = startHttpProxy({
    machine: { ...cluster.app, network: cluster.machineOf(cluster.host).network, random: new SeededRandom(7) },
    dialect: createNginxDialect(() => settings),
    log: (line) => lines.push(line),
  });
  proxy.configure(configuration);
  /** `GET HOST/PATH` with more header lines; the status, what it is about (Location or the pod), and everything. */
  const get = async (url: string, headers: readonly string[] = [], method = 'GET') => {
    const slash = url.indexOf('/');
    const request = [
      `${method} ${url.slice(slash)} HTTP/1.1`,
      `Host: ${url.slice(0, slash)}`,
      ...headers,
      'Connection: close',
    ];
    const { answer } = await cluster.ask(`${request.join('\n')}\n\n`);
    const location = /^Location: (.*)\r$/m.exec(answer)?.[1];
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    const status = Number(answer.split(' ')[1]);
    return {
      status,
      brief: [status, location ?? (status === 200 ? body.split('\n')[0] : '')].join(' ').trim(),
      answer,
      body,
    };
  };
  return { ...cluster, proxy, get, lines, warnings: warnings.map(({ text }) => text), address: PROXY_ADDRESS, turns };
}

export function ingressClass(name: string, controller: string): IngressClass {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name },
    spec: { controller },
  } as IngressClass;
}

function encoded(data: Readonly<Record<string, string>>) {
  const values = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { metadata: {}, data: Object.fromEntries(values) as Record<string, string> };
}

function serviceOf(key: string): Service {
  const metadata = { name: key.split('/')[1], namespace: 'default' };
  return {
    kind: 'Service',
    metadata,
    spec: { clusterIP: '10.96.0.50', ports: [{ name: 'http', port: 80 }] },
  } as unknown as Service;
}

function servePod(app: Parameters<typeof serveHttp>[0], port: number, name: string): void {
  serveHttp(app, { port, program: name }, ({ request, response }) => {
    const headers: string[] = [];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      headers.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
    }
    response.end([`${name} ${request.method} ${request.url}`, ...headers, ''].join('\n'));
  });
}
