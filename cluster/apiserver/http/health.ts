type Endpoint = 'healthz' | 'livez' | 'readyz';

interface HealthAnswer {
  readonly status: number;
  readonly text: string;
}

const HOOKS = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
].map((name) => `poststarthook/${name}`);

const OPENAPI_HOOKS = ['apiservice-openapi-controller', 'apiservice-openapiv3-controller'].map(
  (name) => `poststarthook/${name}`,
);

/** In the order of a kube-apiserver's answer. */
export const HEALTH_CHECKS: Readonly<Record<Endpoint, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd', ...HOOKS, 'autoregister-completion', ...OPENAPI_HOOKS],
  livez: ['ping', 'log', 'etcd', ...HOOKS, 'autoregister-completion', ...OPENAPI_HOOKS],
  readyz: [
    'ping',
    'log',
    'etcd',
    'etcd-readiness',
    'informer-sync',
    ...HOOKS,
    'autoregister-completion',
    ...OPENAPI_HOOKS,
    'shutdown',
  ],
};

const NOT_FINISHED = 'poststarthook/bootstrap-controller';

/**
 * /healthz, /livez, /readyz: `ok`, or each check with ?verbose and always on failure; `/livez/etcd` asks for one check.
 * Undefined: there is no such check. Source: apiserver/pkg/server/healthz/healthz.go.
 */
export function healthAnswer(
  endpoint: Endpoint,
  check: string,
  query: URLSearchParams,
  ready: boolean,
): HealthAnswer | undefined {
  const failing = endpoint === 'readyz' && !ready ? NOT_FINISHED : '';
  if (check !== '') {
    if (!HEALTH_CHECKS[endpoint].includes(check)) return undefined;
    return check === failing
      ? { status: 500, text: 'internal server error: not finished\n' }
      : { status: 200, text: 'ok' };
  }
  const excluded = query.getAll('exclude');
  const lines = HEALTH_CHECKS[endpoint].map((name) => {
    if (excluded.includes(name)) return `[+]${name} excluded: ok\n`;
    return name === failing ? `[-]${name} failed: reason withheld\n` : `[+]${name} ok\n`;
  });
  const unknown = excluded.filter((name) => !HEALTH_CHECKS[endpoint].includes(name)).sort();
  if (unknown.length > 0) {
    const names = unknown.map((name) => JSON.stringify(name)).join(', ');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}\n`);
  }
  if (failing !== '' && !excluded.includes(failing)) {
    return { status: 500, text: `${lines.join('')}${endpoint} check failed\n` };
  }
  return { status: 200, text: query.has('verbose') ? `${lines.join('')}${endpoint} check passed\n` : 'ok' };
}
