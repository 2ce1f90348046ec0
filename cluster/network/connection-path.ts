import type { ConnectionState } from './conntrack.ts';
import type { SocketTarget } from './delivery.ts';
import { walkError } from './error-walk.ts';
import { errnoOf, FRAGMENTATION_NEEDED, type IcmpErrno } from './icmp-message.ts';
import type { NetworkHost } from './network-host.ts';
import type { Packet } from './packet.ts';
import { PacketWalk } from './packet-walk.ts';
import type { KnownPassage, Passage } from './passage.ts';

/** 20 bytes IP, 20 TCP, 12 time stamps. */
export const HEADER_BYTES = 52;
const TTL = 64;

/** A host that segments pass, while nothing changes. */
export type PathPassage = Pick<Passage, 'host' | 'inDevice' | 'outDevice' | 'entry' | 'crossing' | 'tunnelLoss'>;

/** What became of a segment. `refused`: a reset comes back. `lost`: nothing does, or an error that TCP only keeps in mind. */
export type SegmentFate =
  | { readonly kind: 'arrived' | 'refused' }
  | { readonly kind: 'lost'; readonly error?: IcmpErrno; readonly transmitted: boolean };

const ARRIVED: SegmentFate = { kind: 'arrived' };

export interface PathOptions {
  readonly from: NetworkHost;
  /** The other end's socket, as a segment for it is addressed when it arrives. */
  readonly to: SocketTarget;
  /** As this end addresses them. */
  readonly addresses: Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>;
  readonly state: ConnectionState;
  /** What both ends have agreed to send at most at once. */
  readonly segmentBytes: number;
  readonly passages: readonly Passage[];
}

/**
 * The way of one end's segments to the other. It is walked anew when anything in the network has changed, with what the hosts on
 * the way still know of the connection.
 */
export class ConnectionPath {
  passages: readonly PathPassage[];
  readonly #options: PathOptions;
  #segmentBytes: number;
  #walkedAt: number;
  /** Packets up to this length are known to pass. */
  #clearBytes: number;

  constructor(options: PathOptions) {
    this.#options = options;
    this.#segmentBytes = options.segmentBytes;
    this.passages = options.passages;
    this.#walkedAt = options.from.network.changes;
    this.#clearBytes = this.#smallestMtu();
  }

  get segmentBytes(): number {
    return this.#segmentBytes;
  }

  /** Whether bytes pass as the last ones did: nothing has changed since. */
  isClear(bytes: number): boolean {
    const { from, state } = this.#options;
    return (
      this.#walkedAt === from.network.changes &&
      Math.min(bytes, this.#segmentBytes) + HEADER_BYTES <= this.#clearBytes &&
      state.expiresMs() > from.network.clock.now()
    );
  }

  /**
   * Sends one segment, the first of `bytes`; `known`: what the hosts know of the connection, which this may add to;
   * `mirror`: of an answer, the way of its question.
   */
  walk(bytes: number, known: KnownPassage[], mirror?: readonly PathPassage[]): SegmentFate {
    const { from, to, addresses, state } = this.#options;
    const length = Math.min(bytes, this.#segmentBytes) + HEADER_BYTES;
    const packet: Packet = { protocol: 'tcp', ...addresses, mark: 0, ttl: TTL, length, dontFragment: true };
    const changes = from.network.changes;
    const walk = new PacketWalk(packet, state, { known, target: to, ...(mirror && { mirror }) });
    const end = walk.run(from, from.routing.lookup(packet.destination));
    this.passages = walk.passages;
    rememberEntries(known, walk.passages);
    if (end.kind === 'continued') {
      this.#walkedAt = changes;
      this.#clearBytes = this.#smallestMtu(length);
      return ARRIVED;
    }
    this.#walkedAt = -1;
    if (end.kind === 'refused') return { kind: 'refused' };
    if (end.kind !== 'icmp') return { kind: 'lost', transmitted: end.kind !== 'unresolved' };
    const error = walkError(walk.passages, end.problem);
    if (!error) return { kind: 'lost', transmitted: true };
    const { code, mtu } = end.problem;
    // RFC 1191: smaller segments, at once.
    if (code === FRAGMENTATION_NEEDED && mtu !== undefined && mtu - HEADER_BYTES < this.#segmentBytes) {
      this.#segmentBytes = mtu - HEADER_BYTES;
      return this.walk(bytes, known, mirror);
    }
    return { kind: 'lost', error: errnoOf(error), transmitted: true };
  }

  #smallestMtu(walked = 0): number {
    const { from } = this.#options;
    if (from.network.hasLimits) return walked;
    let mtu = Number.POSITIVE_INFINITY;
    for (const { outDevice } of this.passages) if (outDevice && outDevice.mtu < mtu) mtu = outDevice.mtu;
    return mtu;
  }
}

/** Adds what hosts have begun to track, and leaves out what they have forgotten. */
export function rememberEntries(known: KnownPassage[], passages: readonly KnownPassage[]): void {
  for (const { host, entry } of passages) {
    if (!entry?.confirmed || known.some((other) => other.entry === entry)) continue;
    const at = known.findIndex((other) => other.host === host && !other.entry?.confirmed);
    known.splice(at < 0 ? known.length : at, at < 0 ? 0 : 1, { host, entry });
  }
}
