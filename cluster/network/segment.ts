import type { Address } from './address.ts';
import type { Segment } from './network.ts';
import type { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';

interface Limit {
  readonly hosts: readonly NetworkHost[];
  readonly bytes: number;
}

/** A layer-2 broadcast domain: a switch between hosts, the ports of a host's bridge, or the two ends of one cable. */
export class LayerTwoSegment implements Segment {
  readonly name: string;
  /** The bridge device whose ports make this segment: what goes from port to port passes through its host. */
  readonly bridge: NetworkInterface | null;
  readonly #owners = new Map<Address, NetworkInterface>();
  #limits: Limit[] | undefined;

  constructor(name: string, bridge: NetworkInterface | null = null) {
    this.name = name;
    this.bridge = bridge;
  }

  /** Who answers ARP for an address: of two that claim it, the older one. */
  owner(address: Address): NetworkInterface | undefined {
    const owner = this.#owners.get(address);
    // A veth whose other end is down has no carrier.
    return owner?.up && (owner.peer?.up ?? true) ? owner : undefined;
  }

  claim(address: Address, device: NetworkInterface): void {
    if (!this.#owners.has(address)) this.#owners.set(address, device);
  }

  release(address: Address, device: NetworkInterface): void {
    if (this.#owners.get(address) === device) this.#owners.delete(address);
  }

  /** The bytes that fit between two hosts, where that is less than their devices say; null for what these say. */
  limit(one: NetworkHost, other: NetworkHost, bytes: number | null): void {
    const others = this.#limits?.filter((limit) => !limit.hosts.includes(one) || !limit.hosts.includes(other)) ?? [];
    this.#limits = bytes === null ? others : [...others, { hosts: [one, other], bytes }];
    if (this.#limits.length === 0) this.#limits = undefined;
  }

  limitBetween(one: NetworkInterface, other: NetworkInterface): number | undefined {
    return this.#limits?.find(({ hosts }) => hosts.includes(one.host) && hosts.includes(other.host))?.bytes;
  }

  /** Every device that a broadcast from `sender` passes, in order; a bridge's ports are on the way. */
  flooded(sender: NetworkInterface): (readonly [device: NetworkInterface, direction: 'in' | 'out'])[] {
    const { bridge } = this;
    const passed: (readonly [NetworkInterface, 'in' | 'out'])[] = [[sender, 'out']];
    if (sender.peer?.master !== undefined) passed.push([sender.peer, 'in']);
    if (bridge && bridge !== sender) passed.push([bridge, 'in']);
    for (const device of new Set(this.#owners.values())) {
      if (device === sender || device === bridge || !device.up) continue;
      if (device.peer?.master !== undefined) passed.push([device.peer, 'out']);
      passed.push([device, 'in']);
    }
    return passed;
  }
}
