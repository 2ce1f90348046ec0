import type { RuleOrigin } from './flow.ts';

/** IPVS of one host, as its control programs (ipvsadm, kube-proxy) see it. */
export interface VirtualServers {
  /** By protocol, address and port; each with its real servers by address and port. */
  list(): VirtualServerInfo[];
  /** /proc/net/ip_vs_conn: connections and persistence templates that have not timed out. */
  connections(): IpvsConnectionInfo[];
  find(key: VirtualServerKey): VirtualServerInfo | undefined;
  /** These throw `IpvsError`. */
  add(key: VirtualServerKey, settings: VirtualServerSettings): void;
  edit(key: VirtualServerKey, settings: VirtualServerSettings): void;
  delete(key: VirtualServerKey): void;
  addServer(key: VirtualServerKey, server: RealServerSettings): void;
  editServer(key: VirtualServerKey, server: RealServerSettings): void;
  deleteServer(key: VirtualServerKey, server: Pick<RealServerSettings, 'address' | 'port'>): void;
  /** Of one virtual server, or of all. */
  zero(key?: VirtualServerKey): void;
  flush(): void;
  timeouts(): IpvsTimeouts;
  /** 0 leaves a value as it is. */
  setTimeouts(timeouts: IpvsTimeouts): void;
}

export interface VirtualServerKey {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly address: string;
  readonly port: number;
}

export interface VirtualServerSettings {
  readonly scheduler: string;
  /** Clients stay with their real server until they have been away for so many seconds; null: each connection for itself. */
  readonly persistentSeconds: number | null;
  /** Of clients that count as one. */
  readonly netmask: string;
  /** `sh-fallback`, `sh-port`, `flag-1` …. */
  readonly flags: readonly string[];
  readonly onePacket: boolean;
  /** The resource field behind it, as it stands; of one without real servers, why it has none. */
  readonly origin?: RuleOrigin;
}

export type ForwardingMethod = 'Masq' | 'Route' | 'Tunnel' | 'Local';

export interface RealServerSettings {
  readonly address: string;
  readonly port: number;
  readonly method: ForwardingMethod;
  readonly weight: number;
  /** 0: none. */
  readonly upperThreshold: number;
  readonly lowerThreshold: number;
}

export interface IpvsCounters {
  readonly connections: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface RealServerInfo extends RealServerSettings {
  readonly active: number;
  readonly inactive: number;
  readonly persistent: number;
  readonly counters: IpvsCounters;
}

export interface VirtualServerInfo extends VirtualServerKey, VirtualServerSettings {
  readonly counters: IpvsCounters;
  readonly servers: readonly RealServerInfo[];
}

export interface IpvsConnectionInfo {
  readonly protocol: VirtualServerKey['protocol'];
  /** `address:port`; a template's client port is 0. */
  readonly client: { readonly address: string; readonly port: number };
  readonly virtual: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
  readonly state: string;
  readonly expiresSeconds: number;
}

export interface IpvsTimeouts {
  readonly tcp: number;
  readonly tcpFin: number;
  readonly udp: number;
}

/** What the kernel answers; the words are the control program's. */
export class IpvsError extends Error {
  readonly code: 'EEXIST' | 'ENOENT' | 'ESRCH' | 'EINVAL';

  constructor(code: IpvsError['code']) {
    super(code);
    this.code = code;
  }
}
