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
import { type Address, formatAddress, parseAddress, requireAddress } from './address.ts';
import { ConnectionAttempt } from './connection-attempt.ts';
import { ConntrackTable } from './conntrack.ts';
import type { VirtualNetwork } from './create-network.ts';
import { EchoSockets } from './echo-sockets.ts';
import { HookStages } from './hook-stages.ts';
import { HostAdministration } from './host-administration.ts';
import { HostDevices } from './host-devices.ts';
import { IcmpLimit } from './icmp-limit.ts';
import { HostSets } from './ipset/host-sets.ts';
import { IpvsTable } from './ipvs/ipvs-table.ts';
import { ListenerTable, type PortListener } from './listener-table.ts';
import type { Director } from './local-balancing.ts';
import { NeighbourTable } from './neighbour-table.ts';
import { HostNetfilter } from './netfilter/create-netfilter.ts';
import type { Balancer, ConnectOptions, Host, HostOptions, ListenOptions } from './network.ts';
import { type InterfaceFields, NetworkInterface } from './network-interface.ts';
import type { Packet } from './packet.ts';
import { type RehearsedConnection, rehearseConnection } from './rehearse-connection.ts';
import { RoutingTable } from './routing-table.ts';
import { SocketTable } from './socket-table.ts';
import { UdpSockets } from './udp-sockets.ts';

/** One network namespace. */
export class NetworkHost extends HostDevices implements Host {
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
  #ipvs: IpvsTable | undefined;
  #sets: HostSets | undefined;
  readonly #recentLists = new Map<string, Map<Address, number>>();
  #balancers: Map<string, Balancer> | undefined;
  #udp: UdpSockets | undefined;
  #echoes: EchoSockets | undefined;

  constructor(network: VirtualNetwork, options: HostOptions) {
    super();
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
      mtu: (name) => this.devices.get(name)?.mtu,
      changed,
      recentList: (name) => this.#recentList(name),
      setNamed: (name) => this.#sets?.find(name),
    });
    this.hooks = new HookStages(this.netfilter);
    this.addInterface({ name: 'lo', kind: 'loopback', address: '127.0.0.1/8', mtu: 65_536, mac: '00:00:00:00:00:00' });
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
    const device = deviceName === 'any' ? null : this.devices.get(deviceName);
    if (device === undefined) throw new NetworkError('ENODEV', deviceName);
    return this.network.openCapture(this, device, options);
  }

  interfaces(): InterfaceInfo[] {
    return [...this.devices.values()].map((device) => device.describe());
  }

  routes(): RouteInfo[] {
    return this.routing.list();
  }

  neighbours(): NeighbourInfo[] {
    const tunnels = [...this.devices.values()].flatMap((device) =>
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

  /** Everything that was open here is reset, every device unplugged. */
  shutDown(): void {
    this.removed = true;
    this.openSockets.resetAll();
    for (const listener of this.listeners.all()) this.listeners.remove(listener);
    for (const name of [...this.devices.keys()]) this.removeInterface(name);
  }

  protected override makeDevice(fields: InterfaceFields): NetworkInterface {
    return new NetworkInterface(this, fields);
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
