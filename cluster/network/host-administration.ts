import type { ConntrackInfo, RouteInfo } from '../machinery/machine.ts';
import { AdministrationError, type NetworkAdministration } from '../machinery/network-administration.ts';
import { formatAddress, formatPrefix, parseAddress, parsePrefix } from './address.ts';
import type { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';

/** ETH_MIN_MTU, and what the drivers of virtual machines take at most. */
const SMALLEST_MTU = 68;
const LARGEST_MTU = 65_535;
const VXLAN_HEADERS = 50;
/** More would be a learner's loop gone wild. */
const ADDRESS_LIMIT = 256;
const ROUTE_LIMIT = 4_096;

/** A host's links, addresses, routes and tracked connections, changed by hand. */
export class HostAdministration implements NetworkAdministration {
  readonly #host: NetworkHost;

  constructor(host: NetworkHost) {
    this.#host = host;
  }

  setLink(name: string, { mtu, up }: { readonly mtu?: number; readonly up?: boolean }): void {
    const device = this.#host.device(name);
    if (mtu !== undefined) {
      if (mtu < SMALLEST_MTU) throw new AdministrationError('mtu less than device minimum.', true);
      if (mtu > LARGEST_MTU) throw new AdministrationError('mtu greater than device maximum.', true);
      if (mtu > this.#largestTunnelMtu(device)) throw new AdministrationError('Invalid argument');
      device.mtu = mtu;
    }
    if (up === false && device.up) this.#takeDown(device);
    if (up === true && !device.up) this.#bringUp(device);
    this.#host.routing.changed();
  }

  addAddress(name: string, text: string): void {
    const device = this.#host.device(name);
    const address = parseAddress(text.split('/')[0] ?? '');
    if (device.addresses.some((known) => known.address === address)) throw new AdministrationError('File exists');
    if (device.addresses.length >= ADDRESS_LIMIT) throw new AdministrationError('No buffer space available');
    this.#host.addAddress(name, text);
  }

  removeAddress(name: string, text: string): void {
    const device = this.#host.device(name);
    const address = parseAddress(text.split('/')[0] ?? '');
    const at = device.addresses.findIndex((known) => known.address === address);
    if (at < 0) throw new AdministrationError('Cannot assign requested address');
    this.#host.removeAddress(name, text);
  }

  addRoute(route: RouteInfo): void {
    const { routing } = this.#host;
    const prefix = route.destination === 'default' ? undefined : parsePrefix(route.destination);
    const destination = prefix ? formatPrefix(prefix) : 'default';
    const device = this.#host.device(route.device);
    if (routing.list().length >= ROUTE_LIMIT) throw new AdministrationError('No buffer space available');
    if (routing.list().some((known) => known.destination === destination)) throw new AdministrationError('File exists');
    if (!device.up) throw new AdministrationError('Network is down');
    const via = route.via === undefined ? undefined : parseAddress(route.via);
    if (via !== undefined && !route.onlink && routing.lookup(via)?.device !== device) {
      throw new AdministrationError('Nexthop has invalid gateway.', true);
    }
    this.#host.addRoute({ ...route, destination });
  }

  removeRoute(wanted: Partial<RouteInfo> & { readonly destination: string }): void {
    const prefix = wanted.destination === 'default' ? undefined : parsePrefix(wanted.destination);
    const full = { ...wanted, destination: prefix ? formatPrefix(prefix) : 'default' };
    if (!this.#host.routing.removeMatching(full)) throw new AdministrationError('No such process');
  }

  forgetTracked(matches: (entry: ConntrackInfo) => boolean): ConntrackInfo[] {
    return this.#host.tracked.deleteWhere(matches);
  }

  changeTable(...[table, change, options]: Parameters<NetworkAdministration['changeTable']>): void {
    this.#host.netfilter.changeTable(table, change, options);
  }

  get trackedLimit(): number {
    return this.#host.tracked.limit;
  }

  set trackedLimit(limit: number) {
    this.#host.tracked.limit = limit;
  }

  get tableFull(): NetworkAdministration['tableFull'] {
    return this.#host.tracked.full;
  }

  watchTracked(listener: (event: 'NEW' | 'UPDATE' | 'DESTROY', entry: ConntrackInfo) => void): () => void {
    return this.#host.tracked.watch(listener);
  }

  /** vxlan_change_mtu: no more than the device below carries. */
  #largestTunnelMtu({ vxlan }: NetworkInterface): number {
    if (!vxlan) return LARGEST_MTU;
    const local = formatAddress(vxlan.local);
    const lower = this.#host.interfaces().find(({ addresses }) => addresses.some((one) => one.startsWith(`${local}/`)));
    return (lower?.mtu ?? LARGEST_MTU) - VXLAN_HEADERS;
  }

  /** All routes over it go, and only the connected ones come back with it (fib_disable_ip). */
  #takeDown(device: NetworkInterface): void {
    device.up = false;
    this.#host.routing.removeDevice(device);
    this.#host.arp.removeDevice(device);
  }

  #bringUp(device: NetworkInterface): void {
    device.up = true;
    for (const { address, prefix } of device.addresses) this.#host.addConnectedRoute(device, address, prefix);
  }
}
