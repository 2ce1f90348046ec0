import type { Box, TrafficOrigin } from '../machinery/flow.ts';
import {
  type ConntrackInfo,
  type Datagram,
  type EchoHandlers,
  type EchoSocket,
  type InterfaceInfo,
  type Listener,
  type MachineSocket,
  type NeighbourInfo,
  NetworkError,
  type RouteInfo,
  type SocketInfo,
  type UdpOptions,
  type UdpSocket,
} from '../machinery/machine.ts';
import type { NetworkAdministration } from '../machinery/network-administration.ts';
import type { Capture, CaptureOptions } from '../machinery/packet-capture.ts';
import type { Rehearsal } from '../machinery/rehearsal.ts';
import {
  type Address,
  formatAddress,
  formatPrefix,
  type Prefix,
  parseAddress,
  requireAddress,
  requirePrefix,
} from './address.ts';
import { ConnectionAttempt } from './connection-attempt.ts';
import { ConntrackTable } from './conntrack.ts';
import type { VirtualNetwork } from './create-network.ts';
import { EchoSockets } from './echo-sockets.ts';
import { HookStages } from './hook-stages.ts';
import { HostAdministration } from './host-administration.ts';
import { IcmpLimit } from './icmp-limit.ts';
import { HostSets } from './ipset/host-sets.ts';
import { IpvsTable } from './ipvs/ipvs-table.ts';
import { ListenerTable, type PortListener } from './listener-table.ts';
import type { Director } from './local-balancing.ts';
import { NeighbourTable } from './neighbour-table.ts';
import { HostNetfilter } from './netfilter/create-netfilter.ts';
import type { Balancer, ConnectOptions, Host, HostOptions, InterfaceOptions, ListenOptions } from './network.ts';
import { NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import { type RehearsedConnection, rehearseConnection } from './rehearse-connection.ts';
import { RoutingTable } from './routing-table.ts';
import { LayerTwoSegment } from './segment.ts';
import { SocketTable } from './socket-table.ts';
import { UdpSockets } from './udp-sockets.ts';

const LOOPBACK = requirePrefix('127.0.0.0/8');
const DEFAULT_MTU = 1_500;
/** An Ethernet frame's payload less VXLAN's headers. */
const VXLAN_MTU = 1_450;

/** One network namespace. */
export class NetworkHost implements Host {
  readonly id: string;
  readonly hostname: string;
  readonly box: Box;
  readonly origin: TrafficOrigin;
  readonly forwarding: boolean;
  readonly network: VirtualNetwork;
  readonly netfilter: HostNetfilter;
  readonly hooks: HookStages;
  /** IPVS, where it is used. */
  director: Director | null = null;
  readonly tracked: ConntrackTable;
  readonly routing: RoutingTable;
  readonly listeners = new ListenerTable();
  readonly icmpLimit = new IcmpLimit();
  readonly arp = new NeighbourTable();
  readonly openSockets: SocketTable;
  removed = false;
  readonly #devices = new Map<string, NetworkInterface>();
  readonly #localAddresses = new Map<Address, number>();
  #ipvs: IpvsTable | undefined;
  #sets: HostSets | undefined;
  readonly #recentLists = new Map<string, Map<Address, number>>();
  #balancers: Map<string, Balancer> | undefined;
  #udp: UdpSockets | undefined;
  #echoes: EchoSockets | undefined;
  #nextIndex = 1;

  constructor(network: VirtualNetwork, options: HostOptions) {
    this.network = network;
    this.id = options.id;
    this.hostname = options.hostname;
    this.box = options.box;
    this.origin = options.origin ?? 'learner';
    this.forwarding = options.forwarding ?? false;
    const changed = () => {
      network.changes++;
    };
    this.routing = new RoutingTable(changed);
    this.tracked = new ConntrackTable(network.clock, changed);
    this.openSockets = new SocketTable(network.clock, network.random);
    this.netfilter = new HostNetfilter({
      isLocal: (address) => this.isLocal(address),
      random: network.random,
      nowMs: () => network.clock.now(),
      mtu: (name) => this.#devices.get(name)?.mtu,
      changed,
      recentList: (name) => this.#recentList(name),
      setNamed: (name) => this.#sets?.find(name),
    });
    this.hooks = new HookStages(this.netfilter);
    this.addInterface({ name: 'lo', kind: 'loopback', address: '127.0.0.1/8', mtu: 65_536, mac: '00:00:00:00:00:00' });
  }

  addInterface(options: InterfaceOptions): InterfaceInfo {
    const device = this.#createDevice(options);
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
    const device = this.#devices.get(name);
    if (!device) return;
    device.up = false;
    for (const { address } of device.addresses) {
      device.segment?.release(address, device);
      this.#forgetAddress(address);
    }
    this.network.captures?.closeAll(device);
    this.routing.removeDevice(device);
    this.arp.removeDevice(device);
    this.#devices.delete(name);
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

  addRoute(route: RouteInfo): void {
    this.routing.add(route, this.device(route.device));
  }

  removeRoute(destination: string): void {
    this.routing.remove(destination);
  }

  addTunnelPeer(deviceName: string, tunnelAddress: string, underlayAddress: string): void {
    const peers = this.device(deviceName).tunnelPeers;
    if (!peers) throw new TypeError(`${deviceName} is no tunnel`);
    peers.set(requireAddress(tunnelAddress), requireAddress(underlayAddress));
  }

  connect(address: string, port: number, options: ConnectOptions = {}): Promise<MachineSocket> {
    const destination = parseAddress(address);
    if (destination === undefined) return Promise.reject(new NetworkError('ENOTFOUND', address));
    if (this.removed) return Promise.reject(new NetworkError('ENETUNREACH'));
    return new Promise((resolve, reject) => {
      new ConnectionAttempt(this, destination, port, options, resolve, reject).start();
    });
  }

  rehearse(address: string, port: number, rehearsal: Rehearsal): RehearsedConnection | null {
    return rehearseConnection(this, address, port, rehearsal);
  }

  listen(port: number, accept: (socket: MachineSocket) => void, options: ListenOptions = {}): Listener {
    const address = requireAddress(options.address ?? '0.0.0.0');
    if (address !== 0 && !this.isLocal(address)) throw new NetworkError('EADDRNOTAVAIL', options.address);
    const listener: PortListener = {
      address,
      port: port === 0 ? this.openSockets.freePort(this.listeners) : port,
      accept,
      program: options.program,
      pid: options.pid,
      foresight: options.foresight,
      accepted: new Set(),
    };
    this.listeners.add(listener);
    return {
      port: listener.port,
      close: ({ keepAccepted = false } = {}) => {
        this.listeners.remove(listener);
        if (!keepAccepted) for (const socket of [...listener.accepted]) socket.resetAndDestroy();
      },
    };
  }

  /** IPVS; made when first used. */
  get virtualServers(): IpvsTable {
    this.#ipvs ??= new IpvsTable(this.network.clock);
    this.director = this.#ipvs;
    return this.#ipvs;
  }

  /** Made when first used. */
  get ipSets(): HostSets {
    const { clock, random } = this.network;
    this.#sets ??= new HostSets({
      random,
      nowMs: () => clock.now(),
      references: (name) => this.netfilter.setReferences(name),
    });
    return this.#sets;
  }

  /** Made when first used: most hosts have none. */
  get udp(): UdpSockets {
    this.#udp ??= new UdpSockets(this);
    return this.#udp;
  }

  listenUdp(port: number, receive: (datagram: Datagram) => void, options: UdpOptions = {}): UdpSocket {
    return this.udp.listen(port, receive, options);
  }

  openEcho(handlers: EchoHandlers): EchoSocket {
    this.#echoes ??= new EchoSockets(this);
    return this.#echoes.open(handlers);
  }

  setBalancer(address: string, port: number, balancer: Balancer | null, protocol: 'tcp' | 'udp' = 'tcp'): void {
    const key = `${protocol} ${address}:${port}`;
    this.#balancers ??= new Map();
    if (balancer) this.#balancers.set(key, balancer);
    else this.#balancers.delete(key);
  }

  balancer({ protocol, destination, destinationPort }: Packet): Balancer | undefined {
    if (!this.#balancers?.size) return undefined;
    return this.#balancers.get(`${protocol} ${formatAddress(destination)}:${destinationPort}`);
  }

  answerArp(deviceName: string, address: string, on: boolean): void {
    const device = this.device(deviceName);
    if (on) device.segment?.claim(requireAddress(address), device);
    else device.segment?.release(requireAddress(address), device);
  }

  capture(deviceName: string, options: CaptureOptions = {}): Capture {
    const device = deviceName === 'any' ? null : this.#devices.get(deviceName);
    if (device === undefined) throw new NetworkError('ENODEV', deviceName);
    return this.network.openCapture(this, device, options);
  }

  interfaces(): InterfaceInfo[] {
    return [...this.#devices.values()].map((device) => device.describe());
  }

  routes(): RouteInfo[] {
    return this.routing.list();
  }

  neighbours(): NeighbourInfo[] {
    const tunnels = [...this.#devices.values()].flatMap((device) =>
      [...(device.tunnelPeers ?? [])].map(([address, underlay]) => ({
        address: formatAddress(address),
        device: device.name,
        ...macField(this.network.tunnelEnd(underlay, device.vxlan?.id)),
        state: 'PERMANENT' as const,
      })),
    );
    return [...this.arp.list(this.network.clock.now()), ...tunnels];
  }

  sockets(): SocketInfo[] {
    return [...(this.#udp?.describe() ?? []), ...this.listeners.describe(), ...this.openSockets.describe()];
  }

  get administration(): NetworkAdministration {
    return new HostAdministration(this);
  }

  conntrack(): ConntrackInfo[] {
    return this.tracked.list();
  }

  forgetTracked(protocol: ConntrackInfo['protocol'], matches: (entry: ConntrackInfo) => boolean): number {
    return this.tracked.deleteWhere((entry) => entry.protocol === protocol && matches(entry)).length;
  }

  hasAddress(address: string): boolean {
    const parsed = parseAddress(address);
    return parsed !== undefined && this.isLocal(parsed);
  }

  isReachedAt(address: string): boolean {
    if (!this.hasAddress(address)) return false;
    const parsed = requireAddress(address);
    for (const { kind, addresses } of this.#devices.values()) {
      if (kind === 'dummy' && addresses.some((known) => known.address === parsed)) return false;
    }
    return true;
  }

  isLocal(address: Address): boolean {
    return this.#localAddresses.has(address) || (address & LOOPBACK.mask) >>> 0 === LOOPBACK.network;
  }

  device(name: string): NetworkInterface {
    const device = this.#devices.get(name);
    if (!device) throw new TypeError(`${this.id} has no device ${name}`);
    return device;
  }

  /** The device on a segment that another host has one on, too. */
  deviceTowards(other: NetworkHost): NetworkInterface | undefined {
    const segments = new Set([...other.#devices.values()].map(({ segment }) => segment));
    return [...this.#devices.values()].find(({ segment }) => segment && segments.has(segment));
  }

  vxlanDevice(id: number, local: Address): NetworkInterface | undefined {
    for (const device of this.#devices.values()) {
      if (device.vxlan?.id === id && device.vxlan.local === local && device.up) return device;
    }
    return undefined;
  }

  /** Everything that was open here is reset, every device unplugged. */
  shutDown(): void {
    this.removed = true;
    this.openSockets.resetAll();
    for (const listener of this.listeners.all()) this.listeners.remove(listener);
    for (const name of [...this.#devices.keys()]) this.removeInterface(name);
  }

  #createDevice(options: Pick<InterfaceOptions, 'name' | 'kind' | 'mac' | 'mtu'>): NetworkInterface {
    if (this.#devices.has(options.name)) throw new TypeError(`${this.id} has a device ${options.name} already`);
    const device = new NetworkInterface(this, {
      index: this.#nextIndex++,
      name: options.name,
      kind: options.kind,
      mac: options.mac ?? this.network.nextMac(),
      mtu: options.mtu ?? (options.kind === 'vxlan' ? VXLAN_MTU : DEFAULT_MTU),
    });
    // Nobody sets a dummy device up; its addresses are the host's all the same.
    device.up = options.kind !== 'dummy';
    this.#devices.set(options.name, device);
    return device;
  }

  #plugPeer(device: NetworkInterface, peer: NonNullable<InterfaceOptions['peer']>, master: string | undefined): void {
    const host = peer.host as NetworkHost;
    const other = host.#createDevice({ name: peer.name, kind: 'veth', mtu: device.mtu });
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

  #recentList(name: string): Map<Address, number> {
    let list = this.#recentLists.get(name);
    if (!list) {
      list = new Map();
      this.#recentLists.set(name, list);
    }
    return list;
  }
}

function macField(device: NetworkInterface | undefined): { mac?: string } {
  return device ? { mac: device.mac } : {};
}
