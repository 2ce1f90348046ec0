import type { Clock } from '../machinery/clock.ts';
import type { Box, ConnectionLink, RequestRecord, RequestTap, RuleOrigin, TrafficOrigin } from '../machinery/flow.ts';
import type { IpSets } from '../machinery/ip-sets.ts';
import type {
  ConntrackInfo,
  Datagram,
  DialOptions,
  EchoHandlers,
  EchoSocket,
  InterfaceInfo,
  Listener,
  MachineSocket,
  NeighbourInfo,
  RouteInfo,
  SocketInfo,
  UdpOptions,
  UdpSocket,
} from '../machinery/machine.ts';
import type { NetworkAdministration } from '../machinery/network-administration.ts';
import type { Capture, CaptureOptions } from '../machinery/packet-capture.ts';
import type { Random } from '../machinery/random.ts';
import type { Foresight, Rehearsal } from '../machinery/rehearsal.ts';
import type { VirtualServers } from '../machinery/virtual-servers.ts';
import type { ConnectionListener, ConnectionRecord } from './connection-record.ts';
import type { Guard } from './guard.ts';
import type { Netfilter } from './netfilter/netfilter.ts';
import type { RehearsedConnection } from './rehearse-connection.ts';

/**
 * Hosts (network namespaces), the links between them, and the packets that cross. Knows no Kubernetes words: who it is
 * that a host stands for (`Box`), and which field wrote a rule (`RuleOrigin`), are carried along as opaque labels.
 */
export interface Network {
  readonly clock: Clock;
  readonly random: Random;
  addHost(options: HostOptions): Host;
  host(id: string): Host | undefined;
  hosts(): Host[];
  removeHost(id: string): void;
  /** A layer-2 segment (a switch) that physical interfaces attach to. */
  addSegment(name: string): Segment;
  /**
   * A fault of the provider's network: between two hosts on one segment it carries at most so many bytes a packet, and tells
   * nobody; null for as many as the devices say.
   */
  limitLink(one: Host, other: Host, bytes: number | null): void;
  /** Who is asked about every new connection that leaves or enters a pod's veth; null for nobody. */
  setGuard(guard: Guard | null): void;
  /** Called once for each connection attempt, when it has been established or has failed, and again when it closes. */
  onConnection(listener: ConnectionListener): () => void;
  connection(id: number): ConnectionRecord | undefined;
  readonly requests: RequestTap;
  onRequest(listener: (record: RequestRecord) => void): () => void;
  onLink(listener: (link: ConnectionLink) => void): () => void;
}

export interface Segment {
  readonly name: string;
}

export interface HostOptions {
  readonly id: string;
  readonly hostname: string;
  readonly box: Box;
  /** Forwards packets that are not its own (nodes, routers). */
  readonly forwarding?: boolean;
  /** Whose traffic starts here, carried into every connection record. */
  readonly origin?: TrafficOrigin;
}

export interface InterfaceOptions {
  readonly name: string;
  readonly kind: InterfaceInfo['kind'];
  /** With prefix length. Adds the connected route and the local address. */
  readonly address?: string;
  readonly mtu?: number;
  readonly mac?: string;
  /** ethernet: the segment it is plugged into. */
  readonly segment?: Segment;
  /** veth: the other end, made in the same call. Its host default-routes through the bridge's address unless told otherwise. */
  readonly peer?: { readonly host: Host; readonly name: string; readonly address?: string };
  /** veth: the bridge it is a port of. */
  readonly master?: string;
  /** vxlan: id, UDP port and the underlay address; `remote` entries are added with `addTunnelPeer`. */
  readonly vxlan?: { readonly id: number; readonly port: number; readonly local: string };
}

export interface Host {
  readonly id: string;
  readonly hostname: string;
  readonly box: Box;
  readonly origin: TrafficOrigin;
  readonly netfilter: Netfilter;
  /** IPVS and ipset; made when first used. */
  readonly virtualServers: VirtualServers;
  readonly ipSets: IpSets;
  addInterface(options: InterfaceOptions): InterfaceInfo;
  removeInterface(name: string): void;
  /** Further addresses of an interface (a load balancer's public address, 127.0.0.1 …). */
  addAddress(device: string, address: string): void;
  removeAddress(device: string, address: string): void;
  addRoute(route: RouteInfo): void;
  removeRoute(destination: string): void;
  /** flannel's layout: the tunnel's remote address, and the underlay address behind it (neighbour + forwarding entry). */
  addTunnelPeer(device: string, tunnelAddress: string, underlayAddress: string): void;
  /**
   * Opens a TCP connection: walks the SYN through every hook on the way. Throws `NetworkError` with what the real
   * kernel would say (ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH after the ARP time-out, ENETUNREACH).
   */
  connect(address: string, port: number, options?: ConnectOptions): Promise<MachineSocket>;
  /** What `connect` would come to, with nothing sent or changed. Null for what is no address. */
  rehearse(address: string, port: number, rehearsal: Rehearsal): RehearsedConnection | null;
  listen(port: number, accept: (socket: MachineSocket) => void, options?: ListenOptions): Listener;
  /** A UDP socket. Each datagram walks every hook on the way, as a SYN does. Throws EADDRINUSE. */
  listenUdp(port: number, receive: (datagram: Datagram) => void, options?: UdpOptions): UdpSocket;
  /** For echo requests; each walks every hook on the way. */
  openEcho(handlers: EchoHandlers): EchoSocket;
  /** A layer-4 balancer in the path: asked for each new connection to `address:port` that arrives here. `protocol`: tcp. */
  setBalancer(address: string, port: number, balancer: Balancer | null, protocol?: 'tcp' | 'udp'): void;
  /** Answers ARP questions for an address that is not its own (true), or no longer does: the packets to it come here. */
  answerArp(device: string, address: string, on: boolean): void;
  /** Frames of a device, or of all of them (`any`), from now on. Throws ENODEV. */
  capture(device: string, options?: CaptureOptions): Capture;
  interfaces(): InterfaceInfo[];
  routes(): RouteInfo[];
  neighbours(): NeighbourInfo[];
  sockets(): SocketInfo[];
  conntrack(): ConntrackInfo[];
  /** `conntrack -D`: connections that match are no longer known. Answers how many. */
  forgetTracked(protocol: ConntrackInfo['protocol'], matches: (entry: ConntrackInfo) => boolean): number;
  hasAddress(address: string): boolean;
  /** As `hasAddress`, on a device that packets come and go by: on a dummy one an address stands for what rules answer for. */
  isReachedAt(address: string): boolean;
  /** What root changes here by hand. */
  readonly administration: NetworkAdministration;
}

export interface ConnectOptions extends DialOptions {
  readonly origin?: TrafficOrigin;
  /** Who answers for the socket, as `ss -p` shows it. */
  readonly program?: string;
}

export interface ListenOptions {
  /** What its program would do with a request. Absent: it answers. */
  readonly foresight?: Foresight;
  readonly address?: string;
  readonly program?: string;
  readonly pid?: number;
}

/** Answers where a connection goes, or why it does not; null: it is for this host. Rewrites are recorded like any other rule's. */
export type Balancer = (packet: {
  source: string;
  sourcePort: number;
  rehearsal?: Rehearsal;
}) => BalancerDecision | null;
export type BalancerDecision =
  | {
      readonly to: { readonly address: string; readonly port: number };
      readonly rule: string;
      readonly origin?: RuleOrigin;
      readonly release?: () => void;
    }
  | { readonly refuse: 'reset' | 'drop'; readonly rule: string; readonly origin?: RuleOrigin };
