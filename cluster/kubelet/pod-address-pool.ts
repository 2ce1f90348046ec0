/** Addresses of a node's pods: .2, .3 … in the order of starting, .1 is the bridge's (CNI host-local, round robin). */
export class PodAddressPool {
  readonly #prefix: string;
  #last = 1;
  #taken = new Set<number>();

  /** `cidr` is a /24. */
  constructor(cidr: string) {
    this.#prefix = cidr.slice(0, cidr.lastIndexOf('.'));
  }

  /** The address that was given out last. */
  get last(): string {
    return `${this.#prefix}.${this.#last}`;
  }

  /** Goes on behind this address; `taken` are in use already. */
  goOn(last: string, taken: readonly string[]): void {
    this.#last = Math.min(254, Math.max(1, hostNumber(last) || 1));
    for (const address of taken) this.#taken.add(hostNumber(address));
  }

  /** Undefined when all 253 are taken. */
  take(): string | undefined {
    for (let tried = 0; tried < 253; tried++) {
      this.#last = this.#last >= 254 ? 2 : this.#last + 1;
      if (this.#taken.has(this.#last)) continue;
      this.#taken.add(this.#last);
      return `${this.#prefix}.${this.#last}`;
    }
    return undefined;
  }

  release(address: string): void {
    this.#taken.delete(hostNumber(address));
  }
}

function hostNumber(address: string): number {
  return Number(address.slice(address.lastIndexOf('.') + 1));
}
