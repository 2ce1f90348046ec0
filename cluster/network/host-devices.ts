import type { InterfaceInfo } from '../machinery/machine.ts';
import { type Address, formatAddress, formatPrefix, type Prefix, requireAddress, requirePrefix } from './address.ts';
import type { VirtualNetwork } from './create-network.ts';
import type { NeighbourTable } from './neighbour-table.ts';
import type { Host, InterfaceOptions } from './network.ts';
import type { InterfaceFields, NetworkInterface } from './network-interface.ts';
import type { RoutingTable } from './routing-table.ts';
import { LayerTwoSegment } from './segment.ts';

const LOOPBACK = requirePrefix('127.0.0.0/8');
const DEFAULT_MTU = 1_500;
/** An Ethernet frame's payload less VXLAN's headers. */
const VXLAN_MTU = 1_450;

/** The devices of one network namespace, how they are plugged, and their addresses. */
export abstract class HostDevices {
  abstract readonly id: string;
  abstract readonly network: VirtualNetwork;
  abstract readonly routing: RoutingTable;
  abstract readonly arp: NeighbourTable;
  protected readonly devices = new Map<string, NetworkInterface>();
  readonly #localAddresses = new Map<Address, number>();
  #nextIndex = 1;

  protected abstract makeDevice(fields: InterfaceFields): NetworkInterface;
  abstract hasAddress(address: string): boolean;

  addInterface(options: InterfaceOptions): InterfaceInfo {
    const device = this.#create(options);
    if (options.kind === 'bridge') device.segment = new LayerTwoSegment(`${this.id}/${device.name}`, device);
    if (options.kind === 'ethernet') device.segment = (options.segment as LayerTwoSegment | undefined) ?? null;
    if (options.vxlan) {
      const { id, port, local } = options.vxlan;
      device.vxlan = { id, port, local: requireAddress(local) };
      device.tunnelPeers = new Map();
    }
    if (options.peer) this.#plugPeer(device, options.peer, options.master);
    if (options.address !== undefined) this.addAddress(device.name, options.address);
    return device.describe();
  }

  removeInterface(name: string): void {
    const device = this.devices.get(name);
    if (!device) return;
    device.up = false;
    for (const { address } of device.addresses) {
      device.segment?.release(address, device);
      this.#forgetAddress(address);
    }
    this.network.captures?.closeAll(device);
    this.routing.removeDevice(device);
    this.arp.removeDevice(device);
    this.devices.delete(name);
    const peer = device.peer;
    device.peer = undefined;
    // A veth's ends go together.
    if (peer) peer.host.removeInterface(peer.name);
  }

  addAddress(deviceName: string, text: string): void {
    const device = this.device(deviceName);
    const full = text.includes('/') ? text : `${text}/32`;
    const address = requireAddress(full.slice(0, full.indexOf('/')));
    const prefix = requirePrefix(full);
    device.addresses.push({ address, prefix });
    this.#localAddresses.set(address, (this.#localAddresses.get(address) ?? 0) + 1);
    device.segment?.claim(address, device);
    this.addConnectedRoute(device, address, prefix);
  }

  addConnectedRoute(device: NetworkInterface, address: Address, prefix: Prefix): void {
    if (device.kind === 'loopback' || prefix.length === 32) return this.routing.changed();
    const destination = formatPrefix(prefix);
    const source = formatAddress(address);
    this.routing.add({ destination, device: device.name, source, scope: 'link', protocol: 'kernel' }, device);
  }

  removeAddress(deviceName: string, text: string): void {
    const device = this.device(deviceName);
    const address = requireAddress(text.split('/')[0] ?? '');
    const at = device.addresses.findIndex((known) => known.address === address);
    if (at < 0) return;
    device.addresses.splice(at, 1);
    device.segment?.release(address, device);
    this.#forgetAddress(address);
    this.routing.removeMatching({ device: device.name, source: formatAddress(address), protocol: 'kernel' });
    this.routing.changed();
  }

  isReachedAt(address: string): boolean {
    if (!this.hasAddress(address)) return false;
    const parsed = requireAddress(address);
    for (const { kind, addresses } of this.devices.values()) {
      if (kind === 'dummy' && addresses.some((known) => known.address === parsed)) return false;
    }
    return true;
  }

  isLocal(address: Address): boolean {
    return this.#localAddresses.has(address) || (address & LOOPBACK.mask) >>> 0 === LOOPBACK.network;
  }

  device(name: string): NetworkInterface {
    const device = this.devices.get(name);
    if (!device) throw new TypeError(`${this.id} has no device ${name}`);
    return device;
  }

  /** The device on a segment that another host has one on, too. */
  deviceTowards(other: HostDevices): NetworkInterface | undefined {
    const segments = new Set([...other.devices.values()].map(({ segment }) => segment));
    return [...this.devices.values()].find(({ segment }) => segment && segments.has(segment));
  }

  vxlanDevice(id: number, local: Address): NetworkInterface | undefined {
    for (const device of this.devices.values()) {
      if (device.vxlan?.id === id && device.vxlan.local === local && device.up) return device;
    }
    return undefined;
  }

  #create(options: Pick<InterfaceOptions, 'name' | 'kind' | 'mac' | 'mtu'>): NetworkInterface {
    if (this.devices.has(options.name)) throw new TypeError(`${this.id} has a device ${options.name} already`);
    const device = this.makeDevice({
      index: this.#nextIndex++,
      name: options.name,
      kind: options.kind,
      mac: options.mac ?? this.network.nextMac(),
      mtu: options.mtu ?? (options.kind === 'vxlan' ? VXLAN_MTU : DEFAULT_MTU),
    });
    // Nobody sets a dummy device up; its addresses are the host's all the same.
    device.up = options.kind !== 'dummy';
    this.devices.set(options.name, device);
    return device;
  }

  #plugPeer(device: NetworkInterface, peer: NonNullable<InterfaceOptions['peer']>, master: string | undefined): void {
    const host = peer.host as Host & HostDevices;
    const other = host.#create({ name: peer.name, kind: 'veth', mtu: device.mtu });
    other.peer = device;
    device.peer = other;
    const bridge = master === undefined ? undefined : this.device(master);
    device.master = master;
    const segment = bridge?.segment ?? new LayerTwoSegment(`${this.id}/${device.name}`);
    other.segment = segment;
    if (!bridge) device.segment = segment;
    if (peer.address !== undefined) host.addAddress(peer.name, peer.address);
    const gateway = (bridge ?? device).addresses[0];
    if (gateway) {
      host.addRoute({ destination: 'default', via: formatAddress(gateway.address), device: peer.name });
    }
  }

  #forgetAddress(address: Address): void {
    const count = (this.#localAddresses.get(address) ?? 1) - 1;
    if (count > 0) this.#localAddresses.set(address, count);
    else this.#localAddresses.delete(address);
  }
}
