import type { InterfaceInfo } from '../machinery/machine.ts';
import { type Address, formatAddress, type Prefix } from './address.ts';
import type { NetworkHost } from './network-host.ts';
import type { LayerTwoSegment } from './segment.ts';

export interface InterfaceAddress {
  readonly address: Address;
  readonly prefix: Prefix;
}

export type InterfaceFields = Readonly<Pick<NetworkInterface, 'index' | 'name' | 'kind' | 'mac' | 'mtu'>>;

/** One device of a host. */
export class NetworkInterface {
  readonly host: NetworkHost;
  readonly index: number;
  readonly name: string;
  readonly kind: InterfaceInfo['kind'];
  readonly mac: string;
  mtu: number;
  up = true;
  readonly addresses: InterfaceAddress[] = [];
  /** Where its frames go. None for lo, a tunnel, or a port of a bridge (whose frames are the bridge's). */
  segment: LayerTwoSegment | null = null;
  master: string | undefined;
  peer: NetworkInterface | undefined;
  vxlan: { id: number; port: number; local: Address } | undefined;
  /** vxlan: tunnel address → underlay address. */
  tunnelPeers: Map<Address, Address> | undefined;
  receivedBytes = 0;
  receivedPackets = 0;
  sentBytes = 0;
  sentPackets = 0;

  constructor(host: NetworkHost, options: InterfaceFields) {
    this.host = host;
    this.index = options.index;
    this.name = options.name;
    this.kind = options.kind;
    this.mac = options.mac;
    this.mtu = options.mtu;
  }

  /** The address a packet to `nextHop` gets here when its sender has chosen none (inet_select_addr). */
  sourceFor(nextHop: Address): Address | undefined {
    for (const { address, prefix } of this.addresses) {
      if ((nextHop & prefix.mask) >>> 0 === prefix.network) return address;
    }
    return this.addresses[0]?.address;
  }

  describe(): InterfaceInfo {
    return {
      index: this.index,
      name: this.name,
      kind: this.kind,
      mac: this.mac,
      mtu: this.mtu,
      up: this.up,
      addresses: this.addresses.map(({ address, prefix }) => `${formatAddress(address)}/${prefix.length}`),
      ...(this.master !== undefined && { master: this.master }),
      ...(this.peer && { peerIndex: this.peer.index }),
      ...(this.vxlan && {
        vxlan: { id: this.vxlan.id, local: formatAddress(this.vxlan.local), port: this.vxlan.port },
      }),
      counters: {
        receivedBytes: this.receivedBytes,
        receivedPackets: this.receivedPackets,
        sentBytes: this.sentBytes,
        sentPackets: this.sentPackets,
      },
    };
  }
}
