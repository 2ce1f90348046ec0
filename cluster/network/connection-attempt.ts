import { type MachineSocket, NetworkError, type NetworkErrorCode } from '../machinery/machine.ts';
import { type Address, formatAddress, formatEndpoint } from './address.ts';
import { placesOf } from './capture/packet-path.ts';
import type { ConnectionFrames } from './capture/tcp-frames.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { ConnectionState } from './conntrack.ts';
import { NO_ANSWER_TO_ARP, type ReturnedError, walkError } from './error-walk.ts';
import { EstablishedConnection } from './established-connection.ts';
import { errnoOf, type IcmpProblem } from './icmp-message.ts';
import type { ConnectOptions } from './network.ts';
import type { NetworkHost } from './network-host.ts';
import { ACK, HANDSHAKE_BYTES, type Packet, SYN } from './packet.ts';
import { PacketWalk } from './packet-walk.ts';
import type { Passage } from './passage.ts';
import type { Route } from './routing-table.ts';
import type { WalkEnd } from './walk-end.ts';

/**
 * When a SYN without an answer is sent again, after the first: every second (tcp_syn_linear_timeouts), then after doubling times
 * (tcp_syn_retries), as measured: a kernel's timers are a little late.
 */
const RETRANSMIT_MS = [1_020, 2_044, 3_068, 4_092, 5_116, 7_136, 11_164, 19_360, 35_484, 69_020];
const GIVE_UP_MS = 134_540;
/** Three ARP questions a second apart, as measured at a client. */
const ARP_FAILS_MS = 3_060;
const TTL = 64;
/** IP's and TCP's headers, and the options that every segment has. */
const HEADERS_BYTES = 40;
const TIMESTAMP_BYTES = 12;
const LARGEST = 65_495;

/** One `connect()`: sends the SYN, again while nobody answers, and ends with a socket or with what the kernel says. */
export class ConnectionAttempt {
  readonly #host: NetworkHost;
  readonly #destination: Address;
  readonly #port: number;
  readonly #options: ConnectOptions;
  readonly #resolve: (socket: MachineSocket) => void;
  readonly #reject: (error: Error) => void;
  readonly #startedMs: number;
  readonly #state: ConnectionState;
  readonly #releases: (() => void)[] = [];
  #id = 0;
  #source: Address = 0;
  #sourcePort = 0;
  #walk: PacketWalk | null = null;
  #end: WalkEnd | null = null;
  #tries = 0;
  #unreachableAtMs = Number.POSITIVE_INFINITY;
  /** Timers and listeners of an attempt that has to wait. */
  #waiting: (() => void)[] | null = null;

  constructor(
    host: NetworkHost,
    destination: Address,
    port: number,
    options: ConnectOptions,
    resolve: (socket: MachineSocket) => void,
    reject: (error: Error) => void,
  ) {
    this.#host = host;
    this.#destination = destination;
    this.#port = port;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedMs = host.network.clock.now();
    this.#state = new ConnectionState(this.#startedMs);
  }

  start(): void {
    if (this.#options.signal?.aborted) return this.#reject(new NetworkError('ECANCELED'));
    const route = this.#host.routing.lookup(this.#destination);
    const local = this.#host.isLocal(this.#destination);
    const source = local
      ? this.#destination
      : (route?.source ?? route?.device.sourceFor(route.via ?? this.#destination));
    try {
      this.#sourcePort = this.#options.sourcePort ?? this.#host.openSockets.freePort(this.#host.listeners);
      this.#host.openSockets.reservePort(this.#sourcePort);
    } catch (error) {
      return this.#reject(error as NetworkError);
    }
    this.#id = this.#host.network.log.nextId();
    this.#source = source ?? 0;
    this.#send();
  }

  #send(): void {
    const { clock } = this.#host.network;
    this.#tries++;
    this.#state.lastPacketMs = clock.now();
    const route = this.#host.routing.lookup(this.#destination);
    const packet: Packet = {
      protocol: 'tcp',
      ...this.#addresses(),
      mark: 0,
      ttl: this.#options.ttl ?? TTL,
      length: HANDSHAKE_BYTES,
      mss: advertised(this.#host, this.#destination, route),
      flags: SYN,
    };
    this.#walk = new PacketWalk(packet, this.#state, {
      known: this.#walk?.passages ?? [],
      releases: this.#releases,
    });
    const end = this.#walk.run(this.#host, route);
    this.#end = end;
    const frames = this.#frames();
    frames?.syn(placesOf(this.#walk.passages), end.kind !== 'unresolved');
    if (end.kind === 'delivered') this.#establish(end, packet);
    else if (end.kind === 'icmp') this.#hear(this.#walkError(end.problem));
    else if (end.kind === 'refused') {
      frames?.refused();
      // A connection whose only answer is a reset is forgotten at once (nf_conntrack_tcp_packet).
      for (const { host, entry } of this.#walk.passages) if (entry?.confirmed) host.tracked.remove(entry);
      this.#fail('ECONNREFUSED');
    } else {
      if (end.kind === 'unresolved')
        this.#unreachableAtMs = Math.min(this.#unreachableAtMs, clock.now() + ARP_FAILS_MS);
      else this.#unreachableAtMs = Number.POSITIVE_INFINITY;
      this.#wait();
    }
  }

  #establish(end: WalkEnd & { kind: 'delivered' }, packet: Packet): void {
    const walk = this.#walk!;
    const back = end.host.openSockets.full ? null : this.#walkAnswer(end.host, packet);
    if (!back) {
      this.#state.state = 'SYN_RECV';
      return this.#wait();
    }
    const frames = this.#frames();
    frames?.route(walk.passages, back.passages);
    frames?.synAck();
    frames?.established();
    this.#stopWaiting();
    const record = this.#record('established', end.host.id);
    const connection = new EstablishedConnection({
      record,
      client: this.#host,
      server: end.host,
      listener: end.listener,
      sent: this.#addresses(),
      received: packet,
      there: walk.passages,
      back: back.passages,
      segmentBytes: Math.min(packet.mss ?? LARGEST, back.mss) - TIMESTAMP_BYTES,
      state: this.#state,
      releases: this.#releases,
      program: this.#options.program,
    });
    this.#host.network.log.decided(record);
    connection.accept();
    this.#resolve(connection.clientSocket);
  }

  /** The SYN-ACK's way: null when it does not get here. */
  #walkAnswer(server: NetworkHost, received: Packet): { passages: readonly Passage[]; mss: number } | null {
    const { source, sourcePort, destination, destinationPort } = this.#addresses();
    const there = this.#walk!.passages;
    const route = server.routing.lookup(received.source);
    const answer: Packet = {
      protocol: 'tcp',
      source: received.destination,
      sourcePort: received.destinationPort,
      destination: received.source,
      destinationPort: received.sourcePort,
      mark: 0,
      ttl: TTL,
      length: HANDSHAKE_BYTES,
      mss: advertised(server, received.source, route),
      flags: SYN | ACK,
    };
    const target = {
      host: this.#host,
      address: source,
      port: sourcePort,
      peerAddress: destination,
      peerPort: destinationPort,
    };
    const walk = new PacketWalk(answer, this.#state, { known: there, mirror: there, target });
    const end = walk.run(server, route);
    if (end.kind !== 'continued') this.#walk!.blameAnswer(walk);
    return end.kind === 'continued' ? { passages: walk.passages, mss: answer.mss ?? LARGEST } : null;
  }

  #addresses() {
    return {
      source: this.#source,
      sourcePort: this.#sourcePort,
      destination: this.#destination,
      destinationPort: this.#port,
    };
  }

  /** What captures are told, while there are any. */
  #frames(): ConnectionFrames | undefined {
    const walk = this.#walk!;
    return this.#host.network.captures?.connection(this.#state, () => placesOf(walk.passages));
  }

  #walkError(problem: IcmpProblem, about = 1): ReturnedError | null {
    const { passages } = this.#walk!;
    const error = walkError(passages, problem);
    const frames = error && this.#frames();
    if (frames) this.#host.network.captures?.tellError(this.#walk!, problem, frames.synContent, about);
    return error;
  }

  /** An error has come back, or has not. */
  #hear(error: ReturnedError | null): void {
    if (error) this.#fail(errnoOf(error), error);
    else this.#wait();
  }

  /** Nobody has answered: the next try, the ARP failure, the caller's limit or TCP's own, whatever comes first. */
  #wait(): void {
    const { clock } = this.#host.network;
    if (!this.#waiting) {
      this.#waiting = [this.#host.openSockets.connecting(this.#describe())];
      const { signal } = this.#options;
      if (signal) {
        const onAbort = () => this.#fail('ECANCELED');
        signal.addEventListener('abort', onAbort, { once: true });
        this.#waiting.push(() => signal.removeEventListener('abort', onAbort));
      }
      const limit = this.#startedMs + Math.min(this.#options.timeoutMs ?? GIVE_UP_MS, GIVE_UP_MS) - clock.now();
      this.#waiting.push(clock.schedule(limit, () => this.#fail('ETIMEDOUT')));
    }
    const retransmit = this.#startedMs + (RETRANSMIT_MS[this.#tries - 1] ?? Number.POSITIVE_INFINITY);
    if (this.#unreachableAtMs <= retransmit) {
      this.#waiting.push(clock.schedule(this.#unreachableAtMs - clock.now(), () => this.#giveUpArp()));
    } else if (Number.isFinite(retransmit)) {
      this.#waiting.push(clock.schedule(retransmit - clock.now(), () => this.#send()));
    }
  }

  #giveUpArp(): void {
    // One for each packet that has waited for the neighbour (arp_error_report), three at most (unres_qlen).
    const error = this.#walkError(NO_ANSWER_TO_ARP, Math.min(this.#tries, 3));
    this.#unreachableAtMs = Number.POSITIVE_INFINITY;
    this.#hear(error);
  }

  #fail(code: NetworkErrorCode, icmp?: ReturnedError): void {
    this.#stopWaiting();
    this.#host.openSockets.releasePort(this.#sourcePort);
    for (const release of this.#releases.splice(0)) release();
    for (const { host, entry } of this.#walk!.passages) if (entry) host.tracked.release(entry);
    const record = this.#record(code, this.#end!.host.id);
    record.closedMs = this.#host.network.clock.now();
    this.#host.network.log.decided(record);
    this.#reject(new NetworkError(code, { connectionId: this.#id, icmp }));
  }

  #stopWaiting(): void {
    for (const stop of this.#waiting ?? []) stop();
    this.#waiting = null;
  }

  #record(outcome: ConnectionRecord['outcome'], endedAt: string): ConnectionRecord {
    return {
      id: this.#id,
      protocol: 'tcp',
      origin: this.#options.origin ?? this.#host.origin,
      continuation: this.#options.continuation ?? false,
      startedMs: this.#startedMs,
      source: formatEndpoint(this.#source, this.#sourcePort),
      destination: formatEndpoint(this.#destination, this.#port),
      crossings: this.#walk!.crossings,
      outcome,
      endedAt,
    };
  }

  #describe() {
    return {
      protocol: 'tcp' as const,
      state: 'SYN_SENT' as const,
      local: { address: formatAddress(this.#source), port: this.#sourcePort },
      remote: { address: formatAddress(this.#destination), port: this.#port },
      ...(this.#options.program !== undefined && { program: this.#options.program }),
    };
  }
}

/** The MSS that a SYN says: what the device takes. */
function advertised(host: NetworkHost, destination: Address, route: Route | null): number {
  const device = host.isLocal(destination) ? host.device('lo') : route?.device;
  return Math.min((device?.mtu ?? LARGEST + HEADERS_BYTES) - HEADERS_BYTES, LARGEST);
}
