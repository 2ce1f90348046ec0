import { deepEqual } from '../../client/deep-equal.ts';
import type { Random } from '../../machinery/random.ts';
import type { ListenerOptions } from '../balancing/listener-options.ts';
import type { LoadBalancer } from '../balancing/load-balancer.ts';
import type { LoadBalancers } from '../balancing/load-balancers.ts';
import { otcErrors } from './otc-errors.ts';
import type {
  ElbRecord,
  ListenerRecord,
  MemberRecord,
  MonitorRecord,
  MonitorSettings,
  OtcRecords,
  PoolRecord,
} from './otc-records.ts';

const NODE_NETWORK = '10.100.1.0/24';
const LISTENERS = 100;
const MEMBERS = 500;

/**
 * Listeners, pools, members and monitors of the account's load balancers: records, and the engine that does what they say.
 * Refusals are `CloudError`s.
 */
export class ElasticLoadBalancers {
  readonly #engine: LoadBalancers;
  readonly #random: Random;
  readonly #elbs = new Map<string, ElbRecord>();
  readonly #listeners = new Map<string, ListenerRecord>();
  readonly #pools = new Map<string, PoolRecord>();
  readonly #monitors = new Map<string, MonitorRecord>();

  constructor({ engine, random }: { engine: LoadBalancers; random: Random }) {
    this.#engine = engine;
    this.#random = random;
  }

  elbs(): readonly ElbRecord[] {
    return [...this.#elbs.values()];
  }

  /** Of one load balancer, or all. */
  listeners(elbId?: string): readonly ListenerRecord[] {
    return [...this.#listeners.values()].filter((listener) => elbId === undefined || listener.elbId === elbId);
  }

  pools(elbId?: string): readonly PoolRecord[] {
    return [...this.#pools.values()].filter((pool) => elbId === undefined || pool.elbId === elbId);
  }

  monitors(): readonly MonitorRecord[] {
    return [...this.#monitors.values()];
  }

  find(id: string): ElbRecord | undefined {
    return this.#elbs.get(id);
  }

  elb(id: string): ElbRecord {
    return required(this.#elbs, 'Load balancer', id);
  }

  listener(id: string): ListenerRecord {
    return required(this.#listeners, 'Listener', id);
  }

  pool(id: string): PoolRecord {
    return required(this.#pools, 'Pool', id);
  }

  monitor(id: string): MonitorRecord {
    return required(this.#monitors, 'Health monitor', id);
  }

  create(order: Omit<ElbRecord, 'id' | 'vip'> & { readonly vip?: string }): ElbRecord {
    const id = this.#random.uuid();
    const wanted = order.vip === undefined ? {} : { privateAddress: order.vip };
    const balancer = this.#engine.create({
      id,
      name: order.name,
      mode: 'preserve',
      edge: true,
      owner: 'otc',
      ...wanted,
    });
    translateMembers(balancer);
    const elb = { ...order, id, vip: balancer.privateAddress };
    this.#elbs.set(id, elb);
    return elb;
  }

  /** With everything that belongs to it. */
  delete(id: string): void {
    this.elb(id);
    for (const listener of this.listeners(id)) this.#listeners.delete(listener.id);
    for (const pool of this.pools(id)) this.#forgetPool(pool);
    this.#engine.delete(id);
    this.#elbs.delete(id);
  }

  addListener(order: Omit<ListenerRecord, 'id' | 'poolId'>): ListenerRecord {
    const { elbId, port, protocol } = order;
    this.elb(elbId);
    const transport = transportOf(protocol);
    const others = this.listeners(elbId);
    if (others.some((other) => other.port === port && transportOf(other.protocol) === transport)) {
      throw otcErrors.listenerExists(port);
    }
    if (others.length >= LISTENERS) throw otcErrors.tooMany('listener');
    this.#engine.addListener(elbId, { protocol, port, healthCheck: null });
    const listener = { ...order, id: this.#random.uuid(), poolId: null };
    this.#listeners.set(listener.id, listener);
    return listener;
  }

  /** Its pool stays, without a listener. */
  removeListener(id: string): void {
    const listener = this.listener(id);
    this.#engine.removeListener(engineId(listener));
    this.#listeners.delete(id);
  }

  addPool(order: Omit<PoolRecord, 'id' | 'monitorId' | 'members'>, listenerId: string | null): PoolRecord {
    this.elb(order.elbId);
    const pool = { ...order, id: this.#random.uuid(), monitorId: null, members: [] };
    this.#pools.set(pool.id, pool);
    if (listenerId !== null) this.setPool(listenerId, pool.id);
    return pool;
  }

  /** Which pool a listener sends to. */
  setPool(listenerId: string, poolId: string | null): void {
    const listener = this.listener(listenerId);
    if (poolId !== null && this.pool(poolId).elbId !== listener.elbId) {
      throw otcErrors.foreignPool(poolId, listener.elbId);
    }
    const other = poolId !== null && this.listeners().find((each) => each.poolId === poolId && each.id !== listenerId);
    if (other && poolId !== null) throw otcErrors.poolTaken(poolId, other.id);
    this.#listeners.set(listenerId, { ...listener, poolId });
    this.#apply(listenerId);
  }

  changePool(id: string, changes: Partial<Pick<PoolRecord, 'algorithm' | 'persistenceMinutes' | 'name'>>): void {
    this.#setPool({ ...this.pool(id), ...changes });
  }

  removePool(id: string): void {
    const user = this.listeners().find(({ poolId }) => poolId === id);
    if (user) throw otcErrors.poolInUse(id, user.id);
    this.#forgetPool(this.pool(id));
  }

  /** Members with the same address and port keep their ids. */
  setMembers(poolId: string, wanted: readonly Omit<MemberRecord, 'id'>[]): void {
    const pool = this.pool(poolId);
    if (wanted.length > MEMBERS) throw otcErrors.tooMany('member');
    const members = wanted.map((member) => {
      const known = pool.members.find(({ address, port }) => address === member.address && port === member.port);
      return { ...member, id: known?.id ?? this.#random.uuid() };
    });
    if (!deepEqual(members, pool.members)) this.#setPool({ ...pool, members });
  }

  addMember(poolId: string, member: Omit<MemberRecord, 'id'>): MemberRecord {
    const { members } = this.pool(poolId);
    if (members.some(({ address, port }) => address === member.address && port === member.port)) {
      throw otcErrors.memberExists(member.address, member.port);
    }
    this.setMembers(poolId, [...members, member]);
    return this.pool(poolId).members.at(-1) as MemberRecord;
  }

  member(poolId: string, id: string): MemberRecord {
    const member = this.pool(poolId).members.find((each) => each.id === id);
    if (!member) throw otcErrors.noSuch('Member', id);
    return member;
  }

  changeMember(poolId: string, id: string, changed: Omit<MemberRecord, 'id'>): void {
    this.member(poolId, id);
    const { members } = this.pool(poolId);
    this.setMembers(
      poolId,
      members.map((member) => (member.id === id ? changed : member)),
    );
  }

  removeMember(poolId: string, id: string): void {
    this.member(poolId, id);
    this.setMembers(
      poolId,
      this.pool(poolId).members.filter((member) => member.id !== id),
    );
  }

  addMonitor(poolId: string, settings: MonitorSettings): MonitorRecord {
    const pool = this.pool(poolId);
    if (pool.monitorId !== null) throw otcErrors.hasMonitor(poolId);
    const monitor = { id: this.#random.uuid(), poolId, settings };
    this.#monitors.set(monitor.id, monitor);
    this.#setPool({ ...pool, monitorId: monitor.id });
    return monitor;
  }

  changeMonitor(id: string, settings: MonitorSettings): void {
    const monitor = this.monitor(id);
    if (deepEqual(monitor.settings, settings)) return;
    this.#monitors.set(id, { ...monitor, settings });
    this.#setPool(this.pool(monitor.poolId));
  }

  removeMonitor(id: string): void {
    const { poolId } = this.monitor(id);
    this.#monitors.delete(id);
    this.#setPool({ ...this.pool(poolId), monitorId: null });
  }

  restore({ elbs, listeners, pools, monitors }: OtcRecords): void {
    for (const elb of elbs) {
      this.#elbs.set(elb.id, elb);
      const balancer = this.#engine.get(elb.id);
      if (balancer) translateMembers(balancer);
    }
    for (const pool of pools) this.#pools.set(pool.id, pool);
    for (const monitor of monitors) this.#monitors.set(monitor.id, monitor);
    for (const listener of listeners) this.#listeners.set(listener.id, listener);
  }

  #setPool(pool: PoolRecord): void {
    this.#pools.set(pool.id, pool);
    for (const { id } of this.listeners().filter(({ poolId }) => poolId === pool.id)) this.#apply(id);
  }

  #forgetPool({ id, monitorId }: PoolRecord): void {
    if (monitorId !== null) this.#monitors.delete(monitorId);
    this.#pools.delete(id);
  }

  /** Has the engine do what the listener's pool says. */
  #apply(listenerId: string): void {
    const listener = this.listener(listenerId);
    const pool = listener.poolId === null ? undefined : this.pool(listener.poolId);
    const monitor = pool?.monitorId ? this.monitor(pool.monitorId).settings : undefined;
    const id = engineId(listener);
    const { settings } = this.#engine.get(listener.elbId)?.listener(id) ?? {};
    const wanted = engineSettings(pool, monitor);
    const changes = Object.entries(wanted).filter(([key, value]) => !deepEqual(value, settings?.[key as 'algorithm']));
    if (changes.length > 0) this.#engine.updateListener(id, Object.fromEntries(changes));
    const members = (pool?.members ?? []).map(({ name, address, port, weight }) => ({
      name: `${name}:${port}`,
      address,
      port,
      weight,
    }));
    this.#engine.setMembers(id, members);
  }
}

/** A caller that is a member itself would be answered past the load balancer, by an address that it never called. */
function translateMembers({ host }: LoadBalancer): void {
  const comment = '-m comment --comment "callers that are members"';
  host.netfilter.append('nat', 'POSTROUTING', `-s ${NODE_NETWORK} -d ${NODE_NETWORK} ${comment} -j MASQUERADE`);
}

function required<T>(records: ReadonlyMap<string, T>, kind: string, id: string): T {
  const record = records.get(id);
  if (!record) throw otcErrors.noSuch(kind, id);
  return record;
}

function transportOf(protocol: ListenerRecord['protocol']): 'tcp' | 'udp' {
  return protocol === 'UDP' ? 'udp' : 'tcp';
}

export function engineId({ elbId, protocol, port }: Pick<ListenerRecord, 'elbId' | 'protocol' | 'port'>): string {
  return `${elbId}/${transportOf(protocol)}/${port}`;
}

const ENGINE_ALGORITHMS = {
  ROUND_ROBIN: 'round-robin',
  LEAST_CONNECTIONS: 'least-connections',
  SOURCE_IP: 'source',
} as const;

function engineSettings(
  pool: PoolRecord | undefined,
  monitor: MonitorSettings | undefined,
): Pick<ListenerOptions, 'algorithm' | 'persistence' | 'healthCheck'> {
  const minutes = pool?.persistenceMinutes ?? null;
  return {
    algorithm: ENGINE_ALGORITHMS[pool?.algorithm ?? 'ROUND_ROBIN'],
    persistence: minutes === null ? null : { type: 'source', timeoutMs: minutes * 60_000 },
    healthCheck: monitor ? engineHealthCheck(monitor) : null,
  };
}

/** Nothing answers to an empty datagram: a member of UDP_CONNECT counts as healthy. */
function engineHealthCheck({ type, delay, timeout, maxRetries, port, path }: MonitorSettings) {
  if (type === 'UDP_CONNECT') return null;
  const where = port === null ? {} : { port };
  return {
    type,
    ...where,
    ...(type === 'HTTP' ? { path } : {}),
    intervalMs: delay * 1000,
    timeoutMs: timeout * 1000,
    healthyAfter: maxRetries,
    unhealthyAfter: maxRetries,
  };
}
