import type { Address } from './address.ts';
import type { TrackedState } from './conntrack.ts';
import type { NetworkHost } from './network-host.ts';
import type { Passage } from './passage.ts';

/** nf_conntrack_udp_timeout and nf_conntrack_udp_timeout_stream. */
const TIMEOUT_MS = 30_000;
const STREAM_TIMEOUT_MS = 120_000;
/** Answers within this time after the first datagram make no stream of it (nf_conntrack_proto_udp.c). */
const STREAM_AFTER_MS = 2_000;

/** What the hosts on the way know of datagrams between two sockets. */
export class UdpState implements TrackedState {
  readonly state = undefined;
  lastPacketMs: number;
  answered = false;
  assured = false;
  readonly #startedMs: number;

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
    this.lastPacketMs = nowMs;
  }

  /** A datagram passes. */
  seen(nowMs: number): void {
    this.lastPacketMs = nowMs;
    if (this.answered && nowMs - this.#startedMs > STREAM_AFTER_MS) this.assured = true;
  }

  expiresMs(): number {
    return this.lastPacketMs + (this.assured ? STREAM_TIMEOUT_MS : TIMEOUT_MS);
  }
}

/** Datagrams between two sockets: the way of the latest one, for the next one and for the answers. */
export interface UdpFlow {
  readonly client: NetworkHost;
  /** As the client wrote them. */
  readonly source: Address;
  readonly sourcePort: number;
  readonly destination: Address;
  readonly destinationPort: number;
  state: UdpState;
  passages: readonly Passage[];
  /** Where the latest datagram arrived; null when it did not. */
  server: NetworkHost | null;
  /** Its addresses as they arrived there; null before one has. */
  arrived: {
    readonly address: Address;
    readonly port: number;
    readonly source: Address;
    readonly sourcePort: number;
  } | null;
  /** What its record says: a datagram to which the same happens gets none of its own. */
  told: string;
}
