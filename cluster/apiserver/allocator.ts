import type { Random } from '../machinery/random.ts';

/** Numbers of a range, given out at random: the upper band first, the lower one is kept for those who ask for a number. */
export class NumberAllocator {
  readonly #first: number;
  readonly #size: number;
  readonly #lowerBand: number;
  readonly #taken = new Set<number>();

  /** `lowerBand`: how many numbers from the start are given out last (KEP-3070, KEP-3668). */
  constructor(first: number, size: number, lowerBand: number) {
    this.#first = first;
    this.#size = size;
    this.#lowerBand = lowerBand;
  }

  contains(value: number): boolean {
    return Number.isInteger(value) && value >= this.#first && value < this.#first + this.#size;
  }

  has(value: number): boolean {
    return this.#taken.has(value);
  }

  take(value: number): void {
    this.#taken.add(value);
  }

  release(value: number): void {
    this.#taken.delete(value);
  }

  clear(): void {
    this.#taken.clear();
  }

  /** A free number that `isHeld` does not hold either; null when all are in use. */
  pick(random: Random, isHeld: (value: number) => boolean): number | null {
    const upper = this.#first + this.#lowerBand;
    return (
      this.#pickFrom(upper, this.#size - this.#lowerBand, random, isHeld) ??
      this.#pickFrom(this.#first, this.#lowerBand, random, isHeld)
    );
  }

  /** From a random place onwards, around the end. */
  #pickFrom(first: number, size: number, random: Random, isHeld: (value: number) => boolean): number | null {
    const start = random.integer(size);
    for (let step = 0; step < size; step++) {
      const value = first + ((start + step) % size);
      if (!this.#taken.has(value) && !isHeld(value)) return value;
    }
    return null;
  }
}
