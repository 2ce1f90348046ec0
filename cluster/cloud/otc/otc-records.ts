/** `union`: shared between accounts; `performance`: dedicated, in zones and with a flavour. */
export type ElbClass = 'union' | 'performance';
export const ELB_CLASSES: readonly ElbClass[] = ['union', 'performance'];

export type PoolAlgorithm = 'ROUND_ROBIN' | 'LEAST_CONNECTIONS' | 'SOURCE_IP';
export const POOL_ALGORITHMS: readonly PoolAlgorithm[] = ['ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP'];

export type ListenerProtocol = 'TCP' | 'UDP' | 'HTTP';
export const LISTENER_PROTOCOLS: readonly ListenerProtocol[] = ['TCP', 'UDP', 'HTTP'];

export type MonitorType = 'TCP' | 'HTTP' | 'UDP_CONNECT';
export const MONITOR_TYPES: readonly MonitorType[] = ['TCP', 'HTTP', 'UDP_CONNECT'];

/** An elastic load balancer. All records are JSON values. */
export interface ElbRecord {
  readonly id: string;
  readonly name: string;
  readonly class: ElbClass;
  /** Its private address. */
  readonly vip: string;
  readonly createdAt: string;
  readonly zones: readonly string[];
  readonly l4Flavor: string | null;
  readonly l7Flavor: string | null;
  /** The Service that it was made for; null: somebody made it by hand. */
  readonly madeFor: string | null;
}

export interface ListenerRecord {
  readonly id: string;
  readonly name: string;
  readonly elbId: string;
  readonly protocol: ListenerProtocol;
  readonly port: number;
  readonly poolId: string | null;
  readonly madeFor: string | null;
}

export interface PoolRecord {
  readonly id: string;
  readonly name: string;
  readonly elbId: string;
  readonly protocol: ListenerProtocol;
  readonly algorithm: PoolAlgorithm;
  /** A client keeps its member for this long; null: it does not. */
  readonly persistenceMinutes: number | null;
  readonly monitorId: string | null;
  readonly members: readonly MemberRecord[];
}

export interface MemberRecord {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** 0 to 100. */
  readonly weight: number;
}

export interface MonitorRecord {
  readonly id: string;
  readonly poolId: string;
  readonly settings: MonitorSettings;
}

export interface MonitorSettings {
  readonly type: MonitorType;
  /** Seconds. */
  readonly delay: number;
  /** Seconds. */
  readonly timeout: number;
  readonly maxRetries: number;
  /** Null: the member's own. */
  readonly port: number | null;
  readonly path: string;
}

/** CCE's defaults. */
export const DEFAULT_MONITOR: MonitorSettings = {
  type: 'TCP',
  delay: 5,
  timeout: 10,
  maxRetries: 3,
  port: null,
  path: '/',
};

/** A public address. */
export interface EipRecord {
  readonly id: string;
  readonly address: string;
  /** `5_bgp` */
  readonly type: string;
  readonly bandwidthId: string;
  /** The load balancer it leads to; null: it is allocated, and leads nowhere. */
  readonly elbId: string | null;
  readonly createdAt: string;
}

export interface BandwidthRecord {
  readonly id: string;
  readonly name: string;
  /** Mbit/s. */
  readonly size: number;
  readonly shareType: 'PER';
  readonly chargeMode: 'traffic' | 'bandwidth';
}

/** Everything of an account, for a snapshot. */
export interface OtcRecords {
  readonly elbs: readonly ElbRecord[];
  readonly listeners: readonly ListenerRecord[];
  readonly pools: readonly PoolRecord[];
  readonly monitors: readonly MonitorRecord[];
  readonly eips: readonly EipRecord[];
  readonly bandwidths: readonly BandwidthRecord[];
}
