/** Addresses of a node's pods: .2, .3 … in the order of starting, .1 is the bridge's (CNI host-local, round robin). */
export class PodAddressPool {
  readonly #prefix: string;
  #last = 1;
  #taken = new Set<number>();

  /** `cidr` is a /24. */
  constructor(cidr: string) {
    this.#prefix = cidr.slice(0, cidr.lastIndexOf('.'));
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
    this.#taken.delete(Number(address.slice(address.lastIndexOf('.') + 1)));
  }
}
