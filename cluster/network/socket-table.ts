import type { Clock } from '../machinery/clock.ts';
import { NetworkError, type SocketInfo } from '../machinery/machine.ts';
import type { Random } from '../machinery/random.ts';
import type { VirtualSocket } from './virtual-socket.ts';

/** net.ipv4.ip_local_port_range. */
const FIRST_PORT = 32_768;
const PORTS = 28_232;
const TIME_WAIT_MS = 60_000;
/** Closed sockets that `ss` still shows. */
const TIME_WAIT_LIMIT = 256;
/** Open sockets one host may have. */
const SOCKET_LIMIT = 16_384;

/** The connected sockets of one host and the local ports they use. */
export class SocketTable {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #open = new Map<VirtualSocket, string | undefined>();
  readonly #ports = new Set<number>();
  readonly #connecting = new Set<SocketInfo>();
  #timeWait: { info: SocketInfo; untilMs: number }[] = [];
  #nextPort = -1;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** A free local port, as the kernel steps through its range from a random start. */
  freePort(bound: { hasPort(port: number): boolean }): number {
    if (this.#nextPort < 0) this.#nextPort = this.#random.integer(PORTS);
    for (let tries = 0; tries < PORTS; tries++) {
      const port = FIRST_PORT + this.#nextPort;
      this.#nextPort = (this.#nextPort + 1 + (tries === 0 ? this.#random.integer(8) : 0)) % PORTS;
      if (!this.#ports.has(port) && !bound.hasPort(port)) return port;
    }
    throw new NetworkError('EADDRNOTAVAIL');
  }

  reservePort(port: number): void {
    if (this.#ports.has(port)) throw new NetworkError('EADDRINUSE');
    if (this.full) throw new NetworkError('EADDRNOTAVAIL');
    this.#ports.add(port);
  }

  releasePort(port: number): void {
    this.#ports.delete(port);
  }

  connecting(info: SocketInfo): () => void {
    this.#connecting.add(info);
    return () => this.#connecting.delete(info);
  }

  add(socket: VirtualSocket, program: string | undefined): void {
    this.#open.set(socket, program);
  }

  get full(): boolean {
    return this.#open.size >= SOCKET_LIMIT;
  }

  /** `waits`: this end closed first, so it keeps the pair of addresses for a minute. */
  remove(socket: VirtualSocket, waits: boolean): void {
    if (!this.#open.delete(socket) || !waits) return;
    if (this.#timeWait.length >= TIME_WAIT_LIMIT) this.#timeWait.shift();
    this.#timeWait.push({
      info: describeSocket(socket, 'TIME_WAIT', undefined),
      untilMs: this.#clock.now() + TIME_WAIT_MS,
    });
  }

  resetAll(): void {
    for (const socket of [...this.#open.keys()]) socket.resetAndDestroy();
  }

  describe(): SocketInfo[] {
    const now = this.#clock.now();
    this.#timeWait = this.#timeWait.filter(({ untilMs }) => untilMs > now);
    return [
      ...[...this.#open].map(([socket, program]) => describeSocket(socket, 'ESTABLISHED', program)),
      ...this.#connecting,
      ...this.#timeWait.map(({ info }) => info),
    ];
  }
}

function describeSocket(socket: VirtualSocket, state: SocketInfo['state'], program: string | undefined): SocketInfo {
  return {
    protocol: 'tcp',
    state,
    local: { address: socket.localAddress, port: socket.localPort },
    remote: { address: socket.remoteAddress, port: socket.remotePort },
    ...(program !== undefined && { program }),
  };
}
