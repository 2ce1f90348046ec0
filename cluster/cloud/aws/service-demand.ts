import type { Service } from '../../client/objects.ts';
import { CloudProviderError } from '../service-controller/cloud-provider.ts';

const ANNOTATION = 'service.beta.kubernetes.io/aws-load-balancer';

/** ELB's health check: how it asks, and how often (seconds). */
export interface ElbHealthCheck {
  /** `HTTP:30110/healthz` or `TCP:31080`. */
  readonly target: string;
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
}

/** What a Service asks of its classic load balancer (cloud-provider-aws aws.go, aws_loadbalancer.go). */
export interface ElbDemand {
  readonly ports: readonly { readonly port: number; readonly nodePort: number }[];
  readonly healthCheck: ElbHealthCheck;
  readonly proxyProtocol: boolean;
  readonly internal: boolean;
  readonly idleTimeoutSeconds: number;
  readonly sourceRanges: readonly string[];
}

const HEALTHZ = '/healthz';
const DEFAULTS = { interval: 10, timeout: 5, unhealthyThreshold: 6, healthyThreshold: 2 } as const;
const IDLE_TIMEOUT_SECONDS = 60;

/** Throws `CloudProviderError` for what a classic load balancer cannot do. */
export function elbDemand(service: Service): ElbDemand {
  const { spec } = service;
  const annotations = service.metadata.annotations ?? {};
  for (const { protocol = 'TCP' } of spec.ports ?? []) {
    if (protocol !== 'TCP') throw new CloudProviderError(`Protocol ${protocol} not supported by LoadBalancer`);
  }
  if (spec.sessionAffinity !== undefined && spec.sessionAffinity !== 'None') {
    throw new CloudProviderError(`unsupported load balancer affinity: ${spec.sessionAffinity}`);
  }
  if (spec.loadBalancerIP) throw new CloudProviderError('LoadBalancerIP cannot be specified for AWS ELB');
  const ports = (spec.ports ?? []).flatMap(({ port, nodePort }) => (nodePort ? [{ port, nodePort }] : []));
  if (ports.length === 0) throw new CloudProviderError('requested load balancer with no ports');
  return {
    ports,
    healthCheck: healthCheckOf(service, annotations),
    proxyProtocol: proxyProtocolOf(annotations),
    internal: internalOf(annotations),
    idleTimeoutSeconds: numberOf(annotations, 'connection-idle-timeout', IDLE_TIMEOUT_SECONDS),
    sourceRanges: spec.loadBalancerSourceRanges ?? [],
  };
}

function proxyProtocolOf(annotations: Readonly<Record<string, string>>): boolean {
  const name = `${ANNOTATION}-proxy-protocol`;
  const value = annotations[name];
  if (value === undefined || value === '') return false;
  if (value === '*') return true;
  throw new CloudProviderError(
    `annotation "${name}"=${JSON.stringify(value)} detected, but the only value supported currently is '*'`,
  );
}

function internalOf(annotations: Readonly<Record<string, string>>): boolean {
  const value = annotations[`${ANNOTATION}-internal`];
  return value !== undefined && value !== '' && value !== 'false';
}

/** Under the policy Local kube-proxy's own port is asked, which knows where an endpoint is; else the first port of the Service. */
function healthCheckOf({ spec }: Service, annotations: Readonly<Record<string, string>>): ElbHealthCheck {
  const local = spec.externalTrafficPolicy === 'Local' && spec.healthCheckNodePort;
  const firstPort = (spec.ports ?? []).find(({ nodePort }) => nodePort)?.nodePort ?? 0;
  const timeout = numberOf(annotations, 'healthcheck-timeout', DEFAULTS.timeout);
  const interval = numberOf(annotations, 'healthcheck-interval', DEFAULTS.interval);
  if (timeout >= interval) {
    throw new CloudProviderError('ValidationError: HealthCheck timeout must be less than interval');
  }
  return {
    target: local ? `HTTP:${spec.healthCheckNodePort}${HEALTHZ}` : `TCP:${firstPort}`,
    interval,
    timeout,
    unhealthyThreshold: numberOf(annotations, 'healthcheck-unhealthy-threshold', DEFAULTS.unhealthyThreshold),
    healthyThreshold: numberOf(annotations, 'healthcheck-healthy-threshold', DEFAULTS.healthyThreshold),
  };
}

function numberOf(annotations: Readonly<Record<string, string>>, what: string, absent: number): number {
  const name = `${ANNOTATION}-${what}`;
  const text = annotations[name];
  if (text === undefined) return absent;
  if (/^\d{1,5}$/.test(text) && Number(text) > 0) return Number(text);
  throw new CloudProviderError(
    `error parsing service annotation: ${name}=${text}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}
