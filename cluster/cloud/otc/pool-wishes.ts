import type { Service } from '../../client/objects.ts';
import { CloudProviderError } from '../service-controller/cloud-provider.ts';
import { annotation, annotationJson, annotationWord, invalid, numberField, shortName } from './annotations.ts';
import {
  DEFAULT_MONITOR,
  type ListenerProtocol,
  type MonitorSettings,
  POOL_ALGORITHMS,
  type PoolAlgorithm,
} from './otc-records.ts';

const MINUTES = 60;

/** A port of a Service as a load balancer sees it. */
export interface WishedPort {
  readonly port: number;
  readonly protocol: ListenerProtocol;
}

/** What a Service's annotations ask of the pools behind its listeners. */
export interface PoolWishes {
  readonly algorithm: PoolAlgorithm;
  readonly persistenceMinutes: number | null;
  /** Null: no health check. */
  monitor(port: WishedPort): MonitorSettings | null;
}

/** Throws `CloudProviderError`. */
export function poolWishes(service: Service): PoolWishes {
  const algorithm = annotationWord(service, 'algorithm', POOL_ALGORITHMS) ?? 'ROUND_ROBIN';
  const isSticky = annotationWord(service, 'affinityMode', ['SOURCE_IP']) !== undefined;
  const isOff = annotationWord(service, 'healthFlag', ['on', 'off']) === 'off';
  const options = healthOptions(service);
  const persistence = persistenceMinutes(service);
  return {
    algorithm,
    // By source every client keeps its member anyhow.
    persistenceMinutes: isSticky && algorithm !== 'SOURCE_IP' ? persistence : null,
    monitor: (port) => (isOff ? null : options(port)),
  };
}

function persistenceMinutes(service: Service): number {
  const option = annotationJson(service, 'affinityOption');
  if (option === undefined) return MINUTES;
  const range = { name: 'affinityOption', from: 1, to: MINUTES, otherwise: MINUTES } as const;
  return numberField(fieldsOf(option, 'affinityOption', service), 'persistence_timeout', range);
}

type Names = 'affinityOption' | 'healthOption' | 'healthOptions';

function healthOptions(service: Service): (port: WishedPort) => MonitorSettings {
  const one = annotationJson(service, 'healthOption');
  const several = annotationJson(service, 'healthOptions');
  if (one !== undefined && several !== undefined) {
    throw new CloudProviderError(`${shortName('healthOption')} and ${shortName('healthOptions')} exclude each other`);
  }
  if (several === undefined) {
    const fields = one === undefined ? {} : fieldsOf(one, 'healthOption', service);
    return (port) => monitorOf(fields, port, 'healthOption');
  }
  if (!Array.isArray(several)) throw invalid('healthOptions', annotation(service, 'healthOptions') ?? '');
  const list = several.map((each) => fieldsOf(each, 'healthOptions', service));
  return (port) => {
    const fields = list.find((each) => each['target_service_port'] === `${port.protocol}:${port.port}`);
    return monitorOf(fields ?? {}, port, 'healthOptions');
  };
}

function monitorOf(fields: Readonly<Record<string, unknown>>, { protocol }: WishedPort, name: Names): MonitorSettings {
  const number = (field: string, from: number, to: number, otherwise: number) =>
    numberField(fields, field, { name, from, to, otherwise });
  const asked = fields['protocol'] ?? 'TCP';
  const path = fields['path'] ?? DEFAULT_MONITOR.path;
  if (asked !== 'TCP' && asked !== 'HTTP' && asked !== 'UDP') {
    throw new CloudProviderError(`${shortName(name)} field:[protocol] is invalid`);
  }
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new CloudProviderError(`${shortName(name)} field:[path] is invalid`);
  }
  const port = number('monitor_port', 1, 65_535, 0);
  return {
    type: protocol === 'UDP' ? 'UDP_CONNECT' : asked === 'HTTP' ? 'HTTP' : 'TCP',
    delay: number('delay', 1, 50, DEFAULT_MONITOR.delay),
    timeout: number('timeout', 1, 50, DEFAULT_MONITOR.timeout),
    maxRetries: number('max_retries', 1, 10, DEFAULT_MONITOR.maxRetries),
    port: port === 0 ? null : port,
    path,
  };
}

function fieldsOf(value: unknown, name: Names, service: Service): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(name, annotation(service, name) ?? '');
}
