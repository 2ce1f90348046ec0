import type { NeighbourInfo } from '../machinery/machine.ts';
import { type Address, formatAddress } from './address.ts';
import type { NetworkInterface } from './network-interface.ts';

interface Neighbour {
  readonly device: NetworkInterface;
  readonly target: NetworkInterface | null;
  usedMs: number;
}

/** net.ipv4.neigh.*.base_reachable_time. */
const REACHABLE_MS = 30_000;
/** net.ipv4.neigh.*.gc_stale_time. */
const FORGOTTEN_MS = 60_000;
const LIMIT = 1_024;

/** Who a host has asked for (ARP), and the tunnels' fixed entries. */
export class NeighbourTable {
  readonly #known = new Map<Address, Neighbour>();

  /** True when the host has to ask for it: it has not been known, or not for long enough. */
  note(address: Address, device: NetworkInterface, target: NetworkInterface | null, nowMs: number): boolean {
    const known = this.#known.get(address);
    if (known?.target === target && known.device === device) {
      const isForgotten = nowMs - known.usedMs > FORGOTTEN_MS;
      known.usedMs = nowMs;
      return isForgotten || target === null;
    }
    if (this.#known.size >= LIMIT) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(address, { device, target, usedMs: nowMs });
    return true;
  }

  removeDevice(device: NetworkInterface): void {
    for (const [address, known] of this.#known) if (known.device === device) this.#known.delete(address);
  }

  list(nowMs: number): NeighbourInfo[] {
    return [...this.#known].map(([address, { device, target, usedMs }]) => ({
      address: formatAddress(address),
      device: device.name,
      ...(target && { mac: target.mac }),
      state: !target ? 'FAILED' : nowMs - usedMs > REACHABLE_MS ? 'STALE' : 'REACHABLE',
    }));
  }
}
