/** Park and Miller's generator with Schrage's method, as in bash's lib/sh/random.c. */
export function nextOfSequence(seed: number): number {
  const start = seed === 0 ? 123_459_876 : seed;
  const value = 16_807 * (start % 127_773) - 2836 * Math.floor(start / 127_773);
  return value < 0 ? value + 0x7fff_ffff : value;
}

/** What RANDOM shows of it: both halves mixed. */
export function numberOfSequence(seed: number): number {
  return ((seed >> 16) ^ (seed & 65_535)) & 32_767;
}
