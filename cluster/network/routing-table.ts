import type { RouteInfo } from '../machinery/machine.ts';
import { type Address, formatPrefix, type Prefix, requireAddress, requirePrefix } from './address.ts';
import type { NetworkInterface } from './network-interface.ts';

export interface Route {
  readonly prefix: Prefix;
  readonly device: NetworkInterface;
  readonly via: Address | undefined;
  readonly source: Address | undefined;
  readonly info: RouteInfo;
  /** Of a way back: the device that the question came from. */
  readonly receiver?: NetworkInterface | undefined;
}

const CACHE_LIMIT = 1_024;
const EVERYTHING: Prefix = { network: 0, length: 0, mask: 0 };

/** A host's main table: the longest prefix wins, then the older route. */
export class RoutingTable {
  #routes: Route[] = [];
  readonly #cache = new Map<Address, Route | null>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  add(info: RouteInfo, device: NetworkInterface): void {
    const prefix = info.destination === 'default' ? EVERYTHING : requirePrefix(info.destination);
    const route: Route = {
      prefix,
      device,
      via: info.via === undefined ? undefined : requireAddress(info.via),
      source: info.source === undefined ? undefined : requireAddress(info.source),
      info: { ...info, destination: prefix.length === 0 ? 'default' : info.destination },
    };
    const at = this.#routes.findIndex((other) => other.prefix.length < prefix.length);
    this.#routes.splice(at < 0 ? this.#routes.length : at, 0, route);
    this.changed();
  }

  remove(destination: string): void {
    const prefix = destination === 'default' ? EVERYTHING : requirePrefix(destination);
    const text = formatPrefix(prefix);
    this.#routes = this.#routes.filter((route) => formatPrefix(route.prefix) !== text);
    this.changed();
  }

  /** The first route that has all that is given; false when there is none. */
  removeMatching(wanted: Partial<RouteInfo>): boolean {
    const entries = Object.entries(wanted);
    const at = this.#routes.findIndex(({ info }) => {
      const found = Object.fromEntries(Object.entries(info));
      return entries.every(([key, value]) => value === undefined || found[key] === value);
    });
    if (at < 0) return false;
    this.#routes.splice(at, 1);
    this.changed();
    return true;
  }

  removeDevice(device: NetworkInterface): void {
    this.#routes = this.#routes.filter((route) => route.device !== device);
    this.changed();
  }

  /** Also of devices that went up or down. */
  changed(): void {
    this.#cache.clear();
    this.#changed();
  }

  lookup(destination: Address): Route | null {
    const known = this.#cache.get(destination);
    if (known !== undefined) return known;
    const found =
      this.#routes.find(({ prefix, device }) => device.up && (destination & prefix.mask) >>> 0 === prefix.network) ??
      null;
    if (this.#cache.size >= CACHE_LIMIT) this.#cache.clear();
    this.#cache.set(destination, found);
    return found;
  }

  /** As `ip route` prints them: the default route first, then by address. */
  list(): RouteInfo[] {
    return this.#routes
      .toSorted((a, b) => a.prefix.network - b.prefix.network || a.prefix.length - b.prefix.length)
      .map(({ info }) => info);
  }
}
