import type { IpvsConnectionInfo, IpvsTimeouts } from '../../machinery/virtual-servers.ts';
import { type Address, formatAddress } from '../address.ts';
import type { TrackedState } from '../conntrack.ts';
import type { RealServer } from './real-server.ts';
import type { VirtualServer } from './virtual-server.ts';

type StateName = 'SYN_RECV' | 'ESTABLISHED' | 'CLOSE_WAIT' | 'TIME_WAIT' | 'CLOSE' | 'UDP';

/** Seconds in states that `ipvsadm --set` does not change (tcp_timeouts in ip_vs_proto_tcp.c). */
const FIXED_SECONDS = { SYN_RECV: 60, CLOSE_WAIT: 60, CLOSE: 10 } as const;

/** One connection that was scheduled here: its packets go to the same real server. */
export class IpvsConnection {
  readonly virtual: VirtualServer;
  readonly server: RealServer;
  readonly client: Address;
  readonly clientPort: number;
  readonly #state: TrackedState;
  #countedActive = false;

  constructor(virtual: VirtualServer, server: RealServer, client: Address, clientPort: number, state: TrackedState) {
    this.virtual = virtual;
    this.server = server;
    this.client = client;
    this.clientPort = clientPort;
    this.#state = state;
    server.inactive++;
  }

  get stateName(): StateName {
    if (this.virtual.key.protocol !== 'tcp') return 'UDP';
    switch (this.#state.state) {
      case 'SYN_SENT':
      case 'SYN_RECV':
      case undefined:
        return 'SYN_RECV';
      case 'FIN_WAIT':
        return 'CLOSE_WAIT';
      default:
        return this.#state.state;
    }
  }

  expiresMs({ tcp, tcpFin, udp }: IpvsTimeouts): number {
    const seconds = { ...FIXED_SECONDS, ESTABLISHED: tcp, TIME_WAIT: tcpFin, UDP: udp }[this.stateName];
    return this.#state.lastPacketMs + seconds * 1000;
  }

  /** Brings its server's counts up to date: an established TCP connection is active, any other inactive. */
  recount(): void {
    const active = this.stateName === 'ESTABLISHED';
    if (active === this.#countedActive) return;
    this.#countedActive = active;
    this.server.active += active ? 1 : -1;
    this.server.inactive += active ? -1 : 1;
  }

  /** It is no longer known. */
  forget(): void {
    if (this.#countedActive) this.server.active--;
    else this.server.inactive--;
  }

  carried(forward: boolean, packets: number, bytes: number): void {
    for (const counters of [this.virtual.counters, this.server.counters]) {
      if (forward) {
        counters.packetsIn += packets;
        counters.bytesIn += bytes;
      } else {
        counters.packetsOut += packets;
        counters.bytesOut += bytes;
      }
    }
  }

  describe(timeouts: IpvsTimeouts, nowMs: number): IpvsConnectionInfo {
    const { protocol, address, port } = this.virtual.key;
    return {
      protocol,
      client: { address: formatAddress(this.client), port: this.clientPort },
      virtual: { address, port },
      destination: { address: formatAddress(this.server.address), port: this.server.port },
      state: this.stateName,
      expiresSeconds: Math.max(Math.ceil((this.expiresMs(timeouts) - nowMs) / 1000), 0),
    };
  }
}
