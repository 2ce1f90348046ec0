import type { LoadBalancers } from '../balancing/load-balancers.ts';
import type { Member } from '../balancing/member.ts';
import { engineId } from './elastic-load-balancers.ts';
import type { OtcCloud } from './otc-cloud.ts';
import type {
  BandwidthRecord,
  EipRecord,
  ElbRecord,
  ListenerRecord,
  MemberRecord,
  MonitorRecord,
  PoolRecord,
} from './otc-records.ts';

/** Records as the account's APIs show them (ELB v3, VPC v1), with what the engine sees of members. */
export class OtcView {
  readonly #cloud: OtcCloud;
  readonly #engine: LoadBalancers;

  constructor(cloud: OtcCloud, engine: LoadBalancers) {
    this.#cloud = cloud;
    this.#engine = engine;
  }

  elb(elb: ElbRecord): Record<string, unknown> {
    const { elbs, addresses } = this.#cloud;
    const eip = addresses.of(elb.id);
    const address = eip && { publicip_id: eip.id, publicip_address: eip.address, ip_version: 4 };
    return {
      id: elb.id,
      name: elb.name,
      provider: 'vlb',
      guaranteed: elb.class === 'performance',
      vip_address: elb.vip,
      provisioning_status: 'ACTIVE',
      operating_status: 'ONLINE',
      availability_zone_list: elb.zones,
      l4_flavor_id: elb.l4Flavor ?? '',
      l7_flavor_id: elb.l7Flavor ?? '',
      listeners: elbs.listeners(elb.id).map(idOf),
      pools: elbs.pools(elb.id).map(idOf),
      publicips: address ? [address] : [],
      created_at: elb.createdAt,
    };
  }

  listener({ id, name, elbId, protocol, port, poolId }: ListenerRecord): Record<string, unknown> {
    return { id, name, protocol, protocol_port: port, default_pool_id: poolId ?? '', loadbalancers: [{ id: elbId }] };
  }

  pool(pool: PoolRecord): Record<string, unknown> {
    const { persistenceMinutes: minutes } = pool;
    return {
      id: pool.id,
      name: pool.name,
      protocol: pool.protocol,
      lb_algorithm: pool.algorithm,
      session_persistence: minutes === null ? null : { type: 'SOURCE_IP', persistence_timeout: minutes },
      healthmonitor_id: pool.monitorId ?? '',
      members: pool.members.map(idOf),
      listeners: this.#cloud.elbs
        .listeners()
        .filter(({ poolId }) => poolId === pool.id)
        .map(idOf),
      loadbalancers: [{ id: pool.elbId }],
    };
  }

  /** With the state that its health check has found. */
  member(pool: PoolRecord, { id, name, address, port, weight }: MemberRecord): Record<string, unknown> {
    const seen = this.#seen(pool, address, port);
    return {
      id,
      name,
      address,
      protocol_port: port,
      weight,
      operating_status: statusOf(seen, pool.monitorId !== null),
      reason: seen?.reason ?? '',
    };
  }

  monitor({ id, poolId, settings }: MonitorRecord): Record<string, unknown> {
    return {
      id,
      type: settings.type,
      delay: settings.delay,
      timeout: settings.timeout,
      max_retries: settings.maxRetries,
      monitor_port: settings.port,
      url_path: settings.path,
      pools: [{ id: poolId }],
    };
  }

  eip(eip: EipRecord): Record<string, unknown> {
    const bandwidth = this.#cloud.addresses.bandwidth(eip.bandwidthId);
    const elb = eip.elbId === null ? undefined : this.#cloud.elbs.find(eip.elbId);
    return {
      id: eip.id,
      public_ip_address: eip.address,
      private_ip_address: elb?.vip ?? null,
      type: eip.type,
      status: elb ? 'ACTIVE' : 'DOWN',
      bandwidth_id: bandwidth.id,
      bandwidth_name: bandwidth.name,
      bandwidth_size: bandwidth.size,
      bandwidth_share_type: bandwidth.shareType,
      associate_instance_type: elb ? 'ELB' : '',
      associate_instance_id: elb?.id ?? '',
      create_time: eip.createdAt,
    };
  }

  bandwidth({ id, name, size, shareType, chargeMode }: BandwidthRecord): Record<string, unknown> {
    const eips = this.#cloud.addresses.list().filter(({ bandwidthId }) => bandwidthId === id);
    const publicips = eips.map((eip) => ({ publicip_id: eip.id, publicip_address: eip.address }));
    return { id, name, size, share_type: shareType, charge_mode: chargeMode, publicip_info: publicips };
  }

  #seen(pool: PoolRecord, address: string, port: number): Member | undefined {
    const listener = this.#cloud.elbs.listeners(pool.elbId).find(({ poolId }) => poolId === pool.id);
    const served = listener && this.#engine.get(pool.elbId)?.listener(engineId(listener));
    return served?.members.find((member) => member.address === address && member.port === port);
  }
}

/** `INITIAL`: its first check is outstanding. */
function statusOf(seen: Member | undefined, isMonitored: boolean): string {
  if (!seen || !isMonitored) return 'NO_MONITOR';
  return { checking: 'INITIAL', healthy: 'ONLINE', unhealthy: 'OFFLINE' }[seen.state];
}

function idOf({ id }: { readonly id: string }): { id: string } {
  return { id };
}
