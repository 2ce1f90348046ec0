import type { ElasticLoadBalancers } from './elastic-load-balancers.ts';
import type { ElbOrder } from './otc-cloud.ts';
import { otcErrors } from './otc-errors.ts';
import {
  DEFAULT_MONITOR,
  LISTENER_PROTOCOLS,
  type ListenerRecord,
  type MemberRecord,
  MONITOR_TYPES,
  type MonitorSettings,
  POOL_ALGORITHMS,
  type PoolRecord,
} from './otc-records.ts';
import type { EipOrder } from './public-addresses.ts';

/** Bodies of the account's APIs. What is wrong with one is a `CloudError`. */
export type Body = Readonly<Record<string, unknown>>;

const NAME_LENGTH = 255;

/** '' where it is absent. */
export function textField(body: Body, field: string): string {
  const value = body[field] ?? '';
  if (typeof value === 'string' && value.length <= NAME_LENGTH) return value;
  throw otcErrors.badField(field, `a text of at most ${NAME_LENGTH} characters`);
}

function wordField<T extends string>(body: Body, field: string, words: readonly T[], otherwise?: T): T {
  const value = body[field];
  const word = value === undefined ? otherwise : words.find((each) => each === value);
  if (word === undefined) throw otcErrors.badField(field, words.join(', '));
  return word;
}

function numberField(body: Body, field: string, from: number, to: number, otherwise?: number): number {
  const value = body[field] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  throw otcErrors.badField(field, `${from} to ${to}`);
}

function addressField(body: Body, field: string): string {
  const value = textField(body, field);
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(value) && value.split('.').every((part) => Number(part) < 256);
  if (isAddress) return value;
  throw otcErrors.badField(field, 'an IPv4 address');
}

export function elbOrder(body: Body): ElbOrder {
  const name = textField(body, 'name');
  if (name === '') throw otcErrors.badField('name', 'a name');
  const isDedicated = body['guaranteed'] === true;
  return {
    name,
    class: isDedicated ? 'performance' : 'union',
    zones: [],
    l4Flavor: textField(body, 'l4_flavor_id') || null,
    l7Flavor: textField(body, 'l7_flavor_id') || null,
    madeFor: null,
  };
}

export function listenerOrder(body: Body): Omit<ListenerRecord, 'id'> {
  const protocol = wordField(body, 'protocol', LISTENER_PROTOCOLS);
  const port = numberField(body, 'protocol_port', 1, 65_535);
  return {
    name: textField(body, 'name') || `listener-${protocol}-${port}`,
    elbId: textField(body, 'loadbalancer_id'),
    protocol,
    port,
    poolId: textField(body, 'default_pool_id') || null,
    madeFor: null,
  };
}

/** For a listener, or for a load balancer alone. */
export function poolOrder(
  body: Body,
  elbs: ElasticLoadBalancers,
): Omit<PoolRecord, 'id' | 'monitorId' | 'members'> & { listenerId: string | null } {
  const listenerId = textField(body, 'listener_id') || null;
  const listener = listenerId === null ? undefined : elbs.listener(listenerId);
  const protocol = wordField(body, 'protocol', LISTENER_PROTOCOLS, listener?.protocol);
  return {
    name: textField(body, 'name') || `pool-${protocol}`,
    elbId: listener?.elbId ?? textField(body, 'loadbalancer_id'),
    protocol,
    algorithm: wordField(body, 'lb_algorithm', POOL_ALGORITHMS, 'ROUND_ROBIN'),
    persistenceMinutes: poolChanges(body).persistenceMinutes ?? null,
    listenerId,
  };
}

export function poolChanges(body: Body): Partial<Pick<PoolRecord, 'name' | 'algorithm' | 'persistenceMinutes'>> {
  const { session_persistence: persistence } = body;
  const minutes =
    typeof persistence === 'object' && persistence !== null
      ? numberField({ ...persistence }, 'persistence_timeout', 1, 60, 60)
      : null;
  return {
    ...(body['name'] === undefined ? {} : { name: textField(body, 'name') }),
    ...(body['lb_algorithm'] === undefined ? {} : { algorithm: wordField(body, 'lb_algorithm', POOL_ALGORITHMS) }),
    ...(persistence === undefined ? {} : { persistenceMinutes: minutes }),
  };
}

/** `known`: what it is by now. */
export function memberOrder(body: Body, known?: MemberRecord): Omit<MemberRecord, 'id'> {
  const address = known?.address ?? addressField(body, 'address');
  return {
    name: textField(body, 'name') || (known?.name ?? address),
    address,
    port: known?.port ?? numberField(body, 'protocol_port', 1, 65_535),
    weight: numberField(body, 'weight', 0, 100, known?.weight ?? 1),
  };
}

/** `known`: what it is by now. */
export function monitorSettings(body: Body, known: MonitorSettings = DEFAULT_MONITOR): MonitorSettings {
  const port = body['monitor_port'];
  const path = textField(body, 'url_path') || known.path;
  if (!path.startsWith('/')) throw otcErrors.badField('url_path', 'a path that begins with /');
  return {
    type: wordField(body, 'type', MONITOR_TYPES, known.type),
    delay: numberField(body, 'delay', 1, 50, known.delay),
    timeout: numberField(body, 'timeout', 1, 50, known.timeout),
    maxRetries: numberField(body, 'max_retries', 1, 10, known.maxRetries),
    port: port === undefined ? known.port : port === null ? null : numberField(body, 'monitor_port', 1, 65_535),
    path,
  };
}

export function eipOrder(body: Body): EipOrder {
  return {
    type: textField(body, 'type') || '5_bgp',
    bandwidthName: textField(body, 'bandwidth_name') || 'bandwidth',
    bandwidthSize: numberField(body, 'bandwidth_size', 1, 2000, 5),
    chargeMode: wordField(body, 'bandwidth_charge_mode', ['traffic', 'bandwidth'], 'traffic'),
  };
}
