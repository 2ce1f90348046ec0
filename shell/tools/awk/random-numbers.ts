const DEGREE = 63;
const SEPARATION = 1;
const RANGE = 2 ** 31;

/** random(3) of BSD, type 4 (x**63 + x + 1), so that rand() begins with the numbers that gawk's begins with. */
export class RandomNumbers {
  #state: number[] = [];
  #front = 0;
  #rear = 0;
  /** What srand() gives back. */
  seed = 0;

  constructor() {
    this.#fill(1);
  }

  /** srand(): the sequence of `seed`. */
  reseed(seed: number): void {
    this.seed = seed;
    this.#fill(seed >>> 0);
  }

  /** At least 0 and below 1. */
  next(): number {
    for (;;) {
      const low = this.#random();
      const value = 0.5 + (low / RANGE + this.#random()) / RANGE - 0.5;
      if (value < 1) return value;
    }
  }

  #fill(seed: number): void {
    this.#state = [seed];
    for (let at = 1; at < DEGREE; at++) this.#state.push(successor(this.#state[at - 1]!));
    this.#front = SEPARATION;
    this.#rear = 0;
    for (let discarded = 0; discarded < 10 * DEGREE; discarded++) this.#random();
  }

  #random(): number {
    const sum = (this.#state[this.#front]! + this.#state[this.#rear]!) >>> 0;
    this.#state[this.#front] = sum;
    this.#front = (this.#front + 1) % DEGREE;
    this.#rear = (this.#rear + 1) % DEGREE;
    return sum >>> 1;
  }
}

/** Park and Miller's minimal standard generator, 16807 x mod (2^31 - 1). */
function successor(value: number): number {
  const seed = BigInt(value | 0 || 123_459_876);
  const next = 16_807n * (seed % 127_773n) - 2_836n * (seed / 127_773n);
  return Number(BigInt.asUintN(32, next < 0n ? next + 0x7fffffffn : next));
}
