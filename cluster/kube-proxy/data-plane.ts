import type { Clock } from '../machinery/clock.ts';
import type { Host } from '../network/network.ts';
import type { ProxyNode } from './endpoints.ts';
import { IptablesPlane } from './iptables/iptables-plane.ts';
import type { ProxiedService } from './proxied-service.ts';
import type { ProxyConfiguration } from './proxy-configuration.ts';

/** What one mode makes of the Services on one node. */
export interface DataPlane {
  /**
   * Brings the host up to date. False when there was nothing to write, for one that looks first. Throws what the host says about
   * a rule it cannot take (`NetfilterError`); it is called again, with `full`, at the next change.
   */
  sync(update: ProxyUpdate): boolean;
  /** The process has ended: no more timers. What is written stays. */
  stop?(): void;
}

export interface ProxyUpdate {
  readonly node: ProxyNode;
  /** All that there are, by `namespace/name`. */
  readonly services: ReadonlyMap<string, ProxiedService>;
  /** Keys of those that are new, different or gone since the last sync that did not throw. */
  readonly changed: ReadonlySet<string>;
  /** Everything is written anew, whatever has changed: the first sync of a process, and one after a failure. */
  readonly full: boolean;
  /** Where ClusterIPs come from (ServiceCIDRs); only a full sync looks at them. */
  readonly serviceCIDRs?: readonly string[];
}

export interface DataPlaneOptions {
  readonly host: Host;
  readonly clock: Clock;
  readonly configuration: ProxyConfiguration;
}

/** The modes that few nodes are in are loaded when one is. */
export async function createDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  switch (options.configuration.mode) {
    case 'ipvs':
      return new (await import('./ipvs/ipvs-plane.ts')).IpvsPlane(options);
    case 'nftables':
      return new (await import('./nftables/nftables-plane.ts')).NftablesPlane(options);
    case 'iptables':
      return new IptablesPlane(options);
  }
}
