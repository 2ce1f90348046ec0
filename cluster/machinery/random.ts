/** The one source of chance of a simulation. The same seed gives the same run. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** A version 4 UUID, as `metadata.uid` has it. */
  uuid(): string;
  /** `length` characters as Kubernetes appends them to generated names (k8s.io/apimachinery/pkg/util/rand). */
  suffix(length: number): string;
}

const HEX_DIGITS = '0123456789abcdef';
const UUID_DASHES: readonly number[] = [8, 13, 18, 23];
const uuidText = Buffer.alloc(36, '-');
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** xoshiro128** seeded through splitmix32: small, fast, and good enough for a lab; never for secrets. */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    let state = seed >>> 0;
    const split = () => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#a = split();
    this.#b = split();
    this.#c = split();
    this.#d = split();
  }

  next(): number {
    const scrambled = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return scrambled / 0x1_0000_0000;
  }

  integer(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  uuid(): string {
    for (let at = 0, digit = 0; digit < 32; at++) {
      if (UUID_DASHES.includes(at)) continue;
      uuidText[at] = HEX_DIGITS.charCodeAt(this.integer(16));
      digit++;
    }
    uuidText[14] = HEX_DIGITS.charCodeAt(4);
    uuidText[19] = HEX_DIGITS.charCodeAt(8 + this.integer(4));
    // In one piece: a text put together of parts keeps all of them, and every object has one.
    return uuidText.toString('latin1');
  }

  suffix(length: number): string {
    return Array.from({ length }, () => SUFFIX_ALPHABET[this.integer(SUFFIX_ALPHABET.length)]).join('');
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
