import type { Address } from './address.ts';

/** net.ipv4.icmp_ratelimit: one error a second for each destination, and six at once after a pause (inet_peer_xrlim_allow). */
const INTERVAL_MS = 1_000;
const BURST = 6;
const DESTINATION_LIMIT = 1_024;

/** How often a host sends ICMP errors. What is not sent leaves the client waiting for its next try. */
export class IcmpLimit {
  #buckets: Map<Address, { tokensMs: number; atMs: number }> | undefined;

  allow(destination: Address, nowMs: number): boolean {
    this.#buckets ??= new Map();
    let bucket = this.#buckets.get(destination);
    if (!bucket) {
      if (this.#buckets.size >= DESTINATION_LIMIT) this.#buckets.clear();
      bucket = { tokensMs: BURST * INTERVAL_MS, atMs: nowMs };
      this.#buckets.set(destination, bucket);
    }
    bucket.tokensMs = Math.min(BURST * INTERVAL_MS, bucket.tokensMs + nowMs - bucket.atMs);
    bucket.atMs = nowMs;
    if (bucket.tokensMs < INTERVAL_MS) return false;
    bucket.tokensMs -= INTERVAL_MS;
    return true;
  }
}
