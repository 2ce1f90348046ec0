import type { ConnectionLink } from '../machinery/flow.ts';

/** Links that are remembered. */
const LINKS_MAX = 4096;
/** A chain of boxes longer than this is a loop. */
const CHAIN_MAX = 16;

/** Which connection carries another one on, from both ends. */
export class ConnectionLinks {
  readonly #byConnection = new Map<number, ConnectionLink>();
  readonly #carried = new Map<number, number>();

  add(link: ConnectionLink): void {
    this.#byConnection.set(link.connectionId, link);
    if (link.upstreamConnectionId !== undefined) this.#carried.set(link.upstreamConnectionId, link.connectionId);
    if (this.#byConnection.size <= LINKS_MAX) return;
    const [oldest] = this.#byConnection.values();
    if (!oldest) return;
    this.#byConnection.delete(oldest.connectionId);
    if (oldest.upstreamConnectionId !== undefined) this.#carried.delete(oldest.upstreamConnectionId);
  }

  /** How a connection is carried on. */
  of(connectionId: number): ConnectionLink | undefined {
    return this.#byConnection.get(connectionId);
  }

  /** The connection whose bytes this one carries, through all boxes that only pass them on. */
  firstOf(connectionId: number): number {
    let first = connectionId;
    for (let length = 0; length < CHAIN_MAX; length++) {
      const earlier = this.#carried.get(first);
      if (earlier === undefined) break;
      first = earlier;
    }
    return first;
  }
}
