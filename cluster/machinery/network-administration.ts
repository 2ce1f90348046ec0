import type { ConntrackInfo, RouteInfo } from './machine.ts';

/** What a program with CAP_NET_ADMIN changes of its host's network. Throws `AdministrationError`. */
export interface NetworkAdministration {
  /** `ip link set`. */
  setLink(device: string, change: { readonly mtu?: number; readonly up?: boolean }): void;
  /** With prefix length. */
  addAddress(device: string, address: string): void;
  removeAddress(device: string, address: string): void;
  addRoute(route: RouteInfo): void;
  /** The first route that has all that is given. */
  removeRoute(route: Partial<RouteInfo> & { readonly destination: string }): void;
  /** `conntrack -D`: answers what has gone. */
  forgetTracked(matches: (entry: ConntrackInfo) => boolean): ConntrackInfo[];
  /** As iptables-restore commits a table: all that `change` does by `changeRule`, or nothing when it throws. */
  changeTable(
    table: 'raw' | 'mangle' | 'nat' | 'filter',
    change: () => void,
    options: { readonly flush: boolean; readonly keep: boolean },
  ): void;
  /** `net.netfilter.nf_conntrack_max`. */
  trackedLimit: number;
  /** How many packets were dropped because the table was full, and when last; how many entries went to make room. */
  readonly tableFull: { readonly count: number; readonly lastMs: number; readonly earlyDrops: number };
  /** `conntrack -E`: every new, changed and ended entry from now on; answers how to stop. */
  watchTracked(listener: (event: 'NEW' | 'UPDATE' | 'DESTROY', entry: ConntrackInfo) => void): () => void;
}

/** The kernel's words: `RTNETLINK answers: ` and this, or an extended acknowledgement (`Error: `). */
export class AdministrationError extends Error {
  readonly extended: boolean;

  constructor(message: string, extended = false) {
    super(message);
    this.extended = extended;
  }
}
