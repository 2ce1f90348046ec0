import type { NetworkHost } from './network-host.ts';
import type { Passage } from './passage.ts';
import type { Route } from './routing-table.ts';

export type MirrorPassage = Pick<Passage, 'host' | 'inDevice' | 'outDevice'>;

/** Whose routes a learner sees and changes. */
const ROUTED_BY_THEMSELVES: readonly string[] = ['node', 'pod', 'client'];

/**
 * The provider's network takes an answer back the way its question came, through the balancer that has passed the question on
 * although the answer is addressed to the client. Nodes, pods and clients route by their tables.
 */
export class WayBack {
  readonly #mirror: readonly MirrorPassage[];
  #at: number;

  constructor(mirror: readonly MirrorPassage[]) {
    this.#mirror = mirror;
    this.#at = mirror.length - 1;
  }

  /** From a host of the provider's; null where its own routes decide. */
  back(host: NetworkHost): Route | null {
    if (ROUTED_BY_THEMSELVES.includes(host.box.kind)) return null;
    let at = this.#at;
    while (at > 0 && this.#mirror[at]!.host !== host) at--;
    const { inDevice } = this.#mirror[at]!;
    const receiver = this.#mirror[at - 1]?.outDevice ?? undefined;
    const via = receiver?.addresses[0]?.address;
    if (at === 0 || !inDevice || via === undefined) return null;
    this.#at = at - 1;
    const known = host.routing.lookup(via);
    return known && { ...known, device: inDevice, via, receiver };
  }
}
