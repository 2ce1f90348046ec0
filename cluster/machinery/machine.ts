import type { Duplex } from 'node:stream';
import type { ByteReader, ByteWriter } from './byte-stream.ts';
import type { Clock } from './clock.ts';
import type { FileSystem } from './file-system.ts';
import type { RequestTap, TrafficOrigin } from './flow.ts';
import type { IpSets } from './ip-sets.ts';
import type { NetworkAdministration } from './network-administration.ts';
import type { Nftables } from './nftables.ts';
import type { NodeServices } from './node-services.ts';
import type { Capture, CaptureOptions } from './packet-capture.ts';
import type { ProcessNamespace } from './process-namespace.ts';
import type { Random } from './random.ts';
import type { Foresight } from './rehearsal.ts';
import type { Terminal } from './terminal.ts';
import type { VirtualServers } from './virtual-servers.ts';

/**
 * What a program can see of the computer it runs on. Nodes, containers and the outside client are Machines, so the
 * learner's terminal, `kubectl exec -it` and `ssh node1` are one thing.
 */
export interface Machine {
  readonly hostname: string;
  readonly kind: 'client' | 'node' | 'container';
  readonly files: FileSystem;
  readonly processes: ProcessTable;
  readonly network: MachineNetwork;
  readonly clock: Clock;
  readonly random: Random;
  /** Programs by the name one types; what is missing here is "command not found". */
  readonly programs: ProgramTable;
  /** Variables every login starts with (HOME, PATH, USER, HOSTNAME, a container's own env …). */
  readonly environment: Readonly<Record<string, string>>;
  /** Who its processes are, where that is set by number (containers). Absent: the user that USER names. */
  readonly credentials?: Credentials;
  /** What a node's daemons offer to programs on it. */
  readonly services?: NodeServices;
  /** Where memory is limited (containers). Programs that are about their memory say what they hold. */
  readonly memory?: MachineMemory;
}

/** What the processes of a machine may hold together (cgroups(7)). */
export interface MachineMemory {
  /** Absent: as much as there is. */
  readonly limitBytes?: number;
  /** The processes hold this much now; beyond the limit the kernel kills the main process. */
  use(bytes: number): void;
}

/** credentials(7) of all processes of a machine. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
  /** A setuid program gives no other rights. */
  readonly noNewPrivileges: boolean;
}

/** Runs until it returns its exit code (0–255). Throwing is a programmer error: it is logged and becomes exit code 70. */
export type Program = (process: Process) => Promise<number>;

export interface ProgramTable {
  find(name: string): Program | undefined;
  names(): string[];
}

/** A program's own view of itself: arguments, descriptors, signals. */
export interface Process {
  readonly pid: number;
  /** argv, the program's name first. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  /** The controlling terminal, when there is one; `stdinIsTerminal` and `stdoutIsTerminal` say which descriptors are it. */
  readonly terminal: Terminal | null;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  /** Descriptors from 3 upwards, as /dev/fd/N names them (process substitution, `exec 3>`). */
  readonly descriptors?: ReadonlyMap<number, Descriptor>;
  /** As this process sees it: with its user's rights and its own /proc/self. */
  readonly machine: Machine;
  /** File mode creation mask (umask(2)): bits that new files do not get. */
  readonly umask: number;
  /** Aborted when the process is told to end (SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGKILL) and did not ask to handle it. */
  readonly signal: AbortSignal;
  /** Handles a signal instead of ending; SIGKILL and SIGSTOP cannot be handled. Returns the undo. */
  onSignal(name: SignalName, handler: () => void): () => void;
}

/** An open file descriptor: read from, written to, or both. */
export interface Descriptor {
  readonly input?: ByteReader;
  readonly output?: ByteWriter;
}

export type SignalName =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGCHLD'
  | 'SIGCONT'
  | 'SIGSTOP'
  | 'SIGTSTP'
  | 'SIGWINCH';

export const SIGNAL_NUMBERS: Readonly<Record<SignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGWINCH: 28,
};

/** How a process ended: an exit code, or the signal that ended it (the shell shows 128 + its number). */
export type ExitStatus = { code: number; signal?: undefined } | { code?: undefined; signal: SignalName };

export interface StartOptions {
  program: Program;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
  workingDirectory?: string;
  stdin?: ByteReader;
  stdout?: ByteWriter;
  stderr?: ByteWriter;
  terminal?: Terminal | null;
  stdinIsTerminal?: boolean;
  stdoutIsTerminal?: boolean;
  descriptors?: ReadonlyMap<number, Descriptor>;
  parent?: number;
  /** The process group to join; absent: a group of its own. */
  group?: number;
  /** Absent: as its parent's, or 022. */
  umask?: number;
  /** Who it runs as (setuid programs such as sudo); absent: as its parent, or the machine's user. */
  credentials?: Credentials;
  /** A namespace's process 1: a signal that it does not handle does nothing to it, but SIGKILL (pid_namespaces(7)). */
  isInit?: boolean;
}

export interface RunningProcess {
  readonly pid: number;
  readonly group: number;
  /** Settles as soon as the process has ended; a killed process ends at once even if its program never returns. */
  readonly exited: Promise<ExitStatus>;
  /** Changes on SIGSTOP, SIGTSTP and SIGCONT. */
  isStopped(): boolean;
  /** Resolves the next time the process stops (for job control). */
  stopped(): Promise<void>;
}

export interface ProcessInfo {
  pid: number;
  parent: number;
  group: number;
  args: readonly string[];
  startedMs: number;
  state: 'R' | 'S' | 'T' | 'Z';
  user: string;
  terminal: boolean;
  /** The process that leads its session (setsid(2)). */
  session: number;
  uid: number;
  workingDirectory: string;
  environment: Readonly<Record<string, string>>;
  /** In the foreground of its terminal. */
  foreground?: boolean;
  /** N of /dev/pts/N, which its terminal is. */
  terminalNumber?: number;
}

export interface ProcessTable {
  /** For machines that share it. */
  readonly namespace: ProcessNamespace;
  start(options: StartOptions): RunningProcess;
  list(): ProcessInfo[];
  /** False when there is no such process. */
  signal(pid: number, name: SignalName): boolean;
  signalGroup(group: number, name: SignalName): boolean;
  /** Ends everything at once (the machine goes away). */
  endAll(): void;
}

/** A connected stream socket with the methods that node:http asks of one. */
export interface MachineSocket extends Duplex {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Identifies the connection in flow records. */
  readonly connectionId: number;
  setKeepAlive(enable?: boolean, delayMs?: number): this;
  setNoDelay(noDelay?: boolean): this;
  setTimeout(ms: number, callback?: () => void): this;
  /** RST: the other end reads ECONNRESET. */
  resetAndDestroy(): this;
  ref(): this;
  unref(): this;
}

export type NetworkErrorCode =
  | 'ECONNREFUSED'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ECONNRESET'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'ENOTFOUND'
  | 'EAI_AGAIN'
  | 'EACCES'
  | 'EMSGSIZE'
  | 'ENODEV'
  | 'EPERM'
  | 'ECANCELED';

export const NETWORK_ERROR_TEXTS: Readonly<Record<NetworkErrorCode, string>> = {
  ECONNREFUSED: 'Connection refused',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ECONNRESET: 'Connection reset by peer',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EMSGSIZE: 'Message too long',
  ENODEV: 'No such device',
  ECANCELED: 'Operation canceled',
};

export class NetworkError extends Error {
  readonly code: NetworkErrorCode;
  /** The attempt's connection record, where there is one. */
  readonly connectionId: number | undefined;
  /** The ICMP error that it comes from. */
  readonly icmp: IcmpError | undefined;
  constructor(code: NetworkErrorCode, about: string | NetworkErrorDetails = {}) {
    const { detail, connectionId, icmp }: NetworkErrorDetails = typeof about === 'string' ? { detail: about } : about;
    super(detail ? `${NETWORK_ERROR_TEXTS[code]}: ${detail}` : NETWORK_ERROR_TEXTS[code]);
    this.code = code;
    this.connectionId = connectionId;
    this.icmp = icmp;
  }

  /** No address was found for a name: getaddrinfo's words are `NETWORK_ERROR_TEXTS[code]`. */
  get isUnresolved(): boolean {
    return this.code === 'ENOTFOUND' || this.code === 'EAI_AGAIN';
  }
}

export interface NetworkErrorDetails {
  readonly detail?: string;
  readonly connectionId?: number;
  readonly icmp?: IcmpError | undefined;
}

/** An ICMP error as it arrives (RFC 792). */
export interface IcmpError {
  readonly type: number;
  readonly code: number;
  /** Who sends it. */
  readonly address: string;
  /** What is left of its time to live. */
  readonly ttl: number;
  /** The next link's MTU, where that was too small (type 3, code 4). */
  readonly mtu?: number;
}

export interface DialOptions {
  signal?: AbortSignal;
  /** Give up after this long (ETIMEDOUT). Absent: as long as TCP would, about 130 s. */
  timeoutMs?: number;
  sourcePort?: number;
  /** Routers that its SYN may pass; absent: 64. */
  ttl?: number;
  /** A proxy's connection for requests it received: the middle of a path, never its start. */
  continuation?: boolean;
}

export interface Listener {
  readonly port: number;
  /**
   * Nobody listens any more. Accepted connections are reset, as when their process ends, unless `keepAccepted`: a
   * server that stops taking new connections and finishes the old ones.
   */
  close(options?: { keepAccepted?: boolean }): void;
}

/** One UDP datagram as it arrives. */
export interface Datagram {
  readonly data: Uint8Array;
  /** Who it says it comes from. */
  readonly address: string;
  readonly port: number;
}

export interface UdpOptions {
  readonly address?: string;
  readonly program?: string;
  readonly pid?: number;
  /** Whose datagrams they are; absent: as all that the machine sends. */
  readonly origin?: TrafficOrigin;
  /** An error that came back for a datagram sent to `address:port` (ICMP); a socket that is not connected ignores them. */
  readonly failed?: (error: NetworkError, address: string, port: number) => void;
}

/** A bound UDP socket. */
export interface UdpSocket {
  readonly port: number;
  /** `address` is an address; look names up first. Whether it arrives nobody says. Longer than 65,507 bytes: EMSGSIZE. */
  send(data: Uint8Array, port: number, address: string, options?: { ttl?: number }): void;
  close(): void;
}

/** What an echo request (ping) is sent with. */
export interface EchoRequest {
  readonly sequence: number;
  readonly data: Uint8Array;
  /** Absent: 64. */
  readonly ttl?: number;
  /** Longer than a link's MTU: an error instead of fragments. */
  readonly dontFragment?: boolean;
}

/** The answer to an echo request. */
export interface EchoReply {
  readonly sequence: number;
  readonly address: string;
  /** What is left of its time to live. */
  readonly ttl: number;
  readonly data: Uint8Array;
}

export interface EchoHandlers {
  readonly replied: (reply: EchoReply) => void;
  /** An error came back for the request with this sequence number. */
  readonly failed: (error: IcmpError, sequence: number) => void;
}

/** An ICMP socket for echo requests, with an identifier of its own. */
export interface EchoSocket {
  readonly identifier: number;
  /** `address` is an address. Throws ENETUNREACH, EMSGSIZE (with the MTU in `icmp`) and EPERM: what the machine itself does not send. */
  send(address: string, request: EchoRequest): void;
  close(): void;
}

export type NameRecordType = 'CNAME' | 'PTR' | 'SRV';

/** The network as a program on this machine sees it. */
export interface MachineNetwork {
  /** `host` is an address; look names up first. Throws `NetworkError`. */
  dial(host: string, port: number, options?: DialOptions): Promise<MachineSocket>;
  /** Port 0 asks for a free one. Throws EADDRINUSE. */
  listen(
    port: number,
    accept: (socket: MachineSocket) => void,
    options?: { address?: string; program?: string; foresight?: Foresight },
  ): Listener;
  /** A UDP socket; port 0 asks for a free one. Throws EADDRINUSE. */
  listenUdp(port: number, receive: (datagram: Datagram) => void, options?: UdpOptions): UdpSocket;
  /** For echo requests. Absent where a machine has none. */
  openEcho?(handlers: EchoHandlers): EchoSocket;
  /** IPv4 addresses of a name (/etc/hosts, then DNS). Throws ENOTFOUND, or EAI_AGAIN when no server answers. */
  lookup(name: string): Promise<string[]>;
  /** The name of an address (/etc/hosts, then DNS); undefined when it has none. */
  nameOf?(address: string): Promise<string | undefined>;
  /** Other records of a name, as dig shows their data (`0 100 80 web.default.svc.cluster.local.`); none is empty. */
  records?(name: string, type: NameRecordType): string[];
  /** Frames of an interface, or of all of them (`any`), from now on. Throws ENODEV. Absent where a machine has no packets. */
  capture?(device: string, options?: CaptureOptions): Capture;
  interfaces(): InterfaceInfo[];
  routes(): RouteInfo[];
  neighbours(): NeighbourInfo[];
  sockets(): SocketInfo[];
  /** What `iptables-save [-c] [-t table]` prints. */
  rules(options?: { table?: string; counters?: boolean }): string;
  /** `iptables -A/-I/-R/-D/-C/-Z/-N/-X/-F/-P` by hand. Absent where nobody may change rules. Throws an Error with iptables' words. */
  changeRule?(change: RuleChange): void;
  conntrack(): ConntrackInfo[];
  /** What root changes by hand. Absent where nobody may. */
  readonly administration?: NetworkAdministration;
  /** IPVS and the IP sets of the host; absent where nobody may change them. */
  virtualServers?(): VirtualServers;
  ipSets?(): IpSets;
  /** nf_tables of the host; absent where nobody may change them. */
  nftables?(): Promise<Nftables>;
  /** Id of the network host behind this view, as flow records name it. */
  readonly hostId: string;
  /** Where this machine's HTTP servers and proxies leave their request records. */
  readonly requests: RequestTap;
}

/** One rule added or taken away: its text without the command, e.g. `-p tcp --dport 80 -j DROP`. */
export interface RuleChange {
  readonly operation:
    | 'append'
    | 'insert'
    | 'replace'
    | 'delete'
    | 'check'
    | 'zero'
    | 'new-chain'
    | 'delete-chain'
    | 'flush'
    | 'policy';
  readonly table: string;
  /** Empty when all chains are flushed. */
  readonly chain: string;
  /** A deletion may give the rule's number in the chain, from 1; of `policy` it is ACCEPT or DROP. */
  readonly rule: string | number;
  /** Where to insert, from 1 (the default). */
  readonly position?: number;
}

export interface InterfaceInfo {
  index: number;
  name: string;
  kind: 'loopback' | 'ethernet' | 'bridge' | 'vxlan' | 'veth' | 'dummy';
  mac: string;
  mtu: number;
  up: boolean;
  /** With prefix length: 10.100.1.10/24. */
  addresses: string[];
  /** The bridge this interface is a port of. */
  master?: string;
  /** For a veth: index of its peer in the other namespace. */
  peerIndex?: number;
  vxlan?: { id: number; local: string; port: number };
  counters: { receivedBytes: number; receivedPackets: number; sentBytes: number; sentPackets: number };
}

export interface RouteInfo {
  /** `default` or a prefix. */
  destination: string;
  via?: string;
  device: string;
  source?: string;
  scope?: 'link' | 'host' | 'global';
  protocol?: 'kernel' | 'static' | 'boot';
  onlink?: boolean;
}

export interface NeighbourInfo {
  address: string;
  device: string;
  mac?: string;
  state: 'REACHABLE' | 'STALE' | 'FAILED' | 'PERMANENT';
}

export interface SocketInfo {
  protocol: 'tcp' | 'udp';
  state: 'LISTEN' | 'ESTABLISHED' | 'TIME_WAIT' | 'UNCONN' | 'SYN_SENT';
  local: { address: string; port: number };
  remote: { address: string; port: number };
  program?: string;
  pid?: number;
}

/** Of ICMP the ports are 0. */
export interface ConntrackTuple {
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
  icmp?: { type: number; code: number; identifier: number };
}

export interface ConntrackInfo {
  protocol: 'tcp' | 'udp' | 'icmp';
  /** Seconds until the entry goes. */
  timeoutSeconds: number;
  state?: 'SYN_SENT' | 'SYN_RECV' | 'ESTABLISHED' | 'FIN_WAIT' | 'CLOSE_WAIT' | 'TIME_WAIT' | 'CLOSE';
  original: ConntrackTuple;
  reply: ConntrackTuple;
  assured: boolean;
  unreplied: boolean;
  mark: number;
}
