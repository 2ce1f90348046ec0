import type { Address } from './address.ts';
import type { Segment } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';

/** A layer-2 broadcast domain: a switch between hosts, the ports of a host's bridge, or the two ends of one cable. */
export class LayerTwoSegment implements Segment {
  readonly name: string;
  /** The bridge device whose ports make this segment: what goes from port to port passes through its host. */
  readonly bridge: NetworkInterface | null;
  readonly #owners = new Map<Address, NetworkInterface>();

  constructor(name: string, bridge: NetworkInterface | null = null) {
    this.name = name;
    this.bridge = bridge;
  }

  /** Who answers ARP for an address: of two that claim it, the older one. */
  owner(address: Address): NetworkInterface | undefined {
    const owner = this.#owners.get(address);
    return owner?.up ? owner : undefined;
  }

  claim(address: Address, device: NetworkInterface): void {
    if (!this.#owners.has(address)) this.#owners.set(address, device);
  }

  release(address: Address, device: NetworkInterface): void {
    if (this.#owners.get(address) === device) this.#owners.delete(address);
  }
}
