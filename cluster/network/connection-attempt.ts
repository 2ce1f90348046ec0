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
import { HANDSHAKE_BYTES, type Packet } from './packet.ts';
import { PacketWalk } from './packet-walk.ts';
import { walkReply } from './reply-walk.ts';
import type { WalkEnd } from './walk-end.ts';

/** When a SYN without an answer is sent again, after the first: TCP's doubling time-out, six tries (tcp_syn_retries). */
const RETRANSMIT_MS = [1_000, 3_000, 7_000, 15_000, 31_000, 63_000];
const GIVE_UP_MS = 130_000;
/** Three ARP questions a second apart, as measured at a client. */
const ARP_FAILS_MS = 3_060;
const TTL = 64;

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
    const packet: Packet = {
      protocol: 'tcp',
      source: this.#source,
      sourcePort: this.#sourcePort,
      destination: this.#destination,
      destinationPort: this.#port,
      mark: 0,
      ttl: this.#options.ttl ?? TTL,
      length: HANDSHAKE_BYTES,
    };
    this.#walk = new PacketWalk(packet, this.#state, {
      known: this.#walk?.passages ?? [],
      releases: this.#releases,
    });
    const end = this.#walk.run(this.#host, this.#host.routing.lookup(this.#destination));
    this.#end = end;
    const frames = this.#frames();
    frames?.syn(placesOf(this.#walk.passages, this.#walk.crossings), end.kind !== 'unresolved');
    if (end.kind === 'delivered') this.#establish(end, packet);
    else if (end.kind === 'icmp') this.#hear(this.#walkError(end.problem));
    else if (end.kind === 'refused') {
      frames?.refused();
      this.#state.change('CLOSE', clock.now());
      for (const { entry } of this.#walk.passages) if (entry?.confirmed) entry.replied = true;
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
    if (end.host.openSockets.full || !walkReply(walk.passages, 'tcp', HANDSHAKE_BYTES)) {
      this.#state.state = 'SYN_RECV';
      return this.#wait();
    }
    const frames = this.#frames();
    frames?.synAck();
    frames?.established();
    this.#stopWaiting();
    const record = this.#record('established', end.host.id);
    const connection = new EstablishedConnection({
      record,
      client: this.#host,
      server: end.host,
      listener: end.listener,
      sent: {
        source: this.#source,
        sourcePort: this.#sourcePort,
        destination: this.#destination,
        destinationPort: this.#port,
      },
      received: packet,
      passages: walk.passages.map(({ host, inDevice, outDevice, entry }) => ({ host, inDevice, outDevice, entry })),
      state: this.#state,
      releases: this.#releases,
      program: this.#options.program,
    });
    this.#host.network.log.decided(record);
    connection.accept();
    this.#resolve(connection.clientSocket);
  }

  /** What captures are told, while there are any. */
  #frames(): ConnectionFrames | undefined {
    const walk = this.#walk!;
    return this.#host.network.captures?.connection(this.#state, () => placesOf(walk.passages, walk.crossings));
  }

  #walkError(problem: IcmpProblem): ReturnedError | null {
    const { passages } = this.#walk!;
    const error = walkError(passages, problem);
    const frames = error && this.#frames();
    if (frames) this.#host.network.captures?.tellError(this.#walk!, problem, frames.synContent);
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
    const error = this.#walkError(NO_ANSWER_TO_ARP);
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
