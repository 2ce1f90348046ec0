import { CLASS_DEFAULTS, type ClassFlags } from './ingress-class.ts';

/** What the controller is started with. */
export interface ControllerFlags {
  readonly classes: ClassFlags;
  /** NAMESPACE/NAME each. */
  readonly configMap: string | undefined;
  readonly publishService: string | undefined;
  readonly defaultBackendService: string | undefined;
  readonly defaultCertificate: string | undefined;
  /** Addresses for the status, instead of what is found out. */
  readonly publishAddresses: readonly string[];
  readonly useInternalAddresses: boolean;
  readonly updateStatus: boolean;
  readonly enablePassthrough: boolean;
  readonly watchNamespace: string | undefined;
  readonly ports: { readonly http: number; readonly https: number; readonly health: number };
}

/** Flags that are known and mean nothing here: what they are about does not exist, or is always so. */
const ACCEPTED = new Set([
  ...[
    'election-id',
    'validating-webhook',
    'validating-webhook-certificate',
    'validating-webhook-key',
    'v',
    'enable-metrics',
  ],
  ...[
    'sync-period',
    'sync-rate-limit',
    'shutdown-grace-period',
    'post-shutdown-grace-period',
    'profiling',
    'stderrthreshold',
  ],
  ...[
    'update-status-on-shutdown',
    'tcp-services-configmap',
    'udp-services-configmap',
    'disable-catch-all',
    'logtostderr',
  ],
  ...[
    'annotations-prefix',
    'health-check-path',
    'health-check-timeout',
    'apiserver-host',
    'kubeconfig',
    'maxmind-license-key',
  ],
  ...[
    'disable-svc-external-name',
    'enable-topology-aware-routing',
    'enable-annotation-validation',
    'election-ttl',
    'deep-inspect',
  ],
  ...['default-server-port', 'status-port', 'stream-port', 'ssl-passthrough-proxy-port', 'watch-namespace-selector'],
]);

/** pflag's way: `--name=value`, `--name value`, `--flag`. A string is the message it ends with. */
export function parseFlags(args: readonly string[]): ControllerFlags | string {
  const values = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    const match = /^--?([a-z0-9-]+)(?:=(.*))?$/s.exec(argument);
    if (!match) continue;
    const [, name = '', given] = match;
    if (!KNOWN.has(name) && !ACCEPTED.has(name)) return `unknown flag: --${name}`;
    const next = args[at + 1];
    if (given !== undefined) values.set(name, given);
    else if (SWITCHES.has(name) || next === undefined || next.startsWith('-')) values.set(name, 'true');
    else {
      values.set(name, next);
      at++;
    }
  }
  return flagsOf(values);
}

const SWITCHES = new Set([
  ...['watch-ingress-without-class', 'ingress-class-by-name', 'report-node-internal-ip-address', 'update-status'],
  ...['enable-ssl-passthrough', 'enable-metrics', 'profiling', 'logtostderr', 'disable-catch-all', 'deep-inspect'],
  ...['update-status-on-shutdown', 'disable-svc-external-name', 'enable-topology-aware-routing'],
  ...['enable-annotation-validation'],
]);

const KNOWN = new Set([
  ...SWITCHES,
  ...['controller-class', 'ingress-class', 'configmap', 'publish-service', 'publish-status-address', 'http-port'],
  ...['https-port', 'healthz-port', 'default-backend-service', 'default-ssl-certificate', 'watch-namespace'],
]);

function flagsOf(values: ReadonlyMap<string, string>): ControllerFlags {
  const flag = (name: string, fallback: boolean) => (values.has(name) ? values.get(name) === 'true' : fallback);
  const text = (name: string) => values.get(name) || undefined;
  const port = (name: string, fallback: number) => (/^\d{1,5}$/.test(text(name) ?? '') ? Number(text(name)) : fallback);
  return {
    classes: {
      controller: text('controller-class') ?? CLASS_DEFAULTS.controller,
      annotationValue: text('ingress-class') ?? CLASS_DEFAULTS.annotationValue,
      watchWithoutClass: flag('watch-ingress-without-class', false),
      byName: flag('ingress-class-by-name', false),
    },
    configMap: text('configmap'),
    publishService: text('publish-service'),
    defaultBackendService: text('default-backend-service'),
    defaultCertificate: text('default-ssl-certificate'),
    publishAddresses: (text('publish-status-address') ?? '').split(',').filter((one) => one !== ''),
    useInternalAddresses: flag('report-node-internal-ip-address', false),
    updateStatus: flag('update-status', true),
    enablePassthrough: flag('enable-ssl-passthrough', false),
    watchNamespace: text('watch-namespace'),
    ports: { http: port('http-port', 80), https: port('https-port', 443), health: port('healthz-port', 10_254) },
  };
}
