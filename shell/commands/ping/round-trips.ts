/** Times of the replies so far, and what ping's last line says of them. Milliseconds. */
export class RoundTrips {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = 0;
  #sum = 0;
  #squares = 0;
  /** Exponentially weighted, as the kernel's own of TCP: an eighth of each new one. */
  weighted = 0;

  add(ms: number): void {
    this.weighted = this.count === 0 ? ms : this.weighted + (ms - this.weighted) / 8;
    this.count++;
    this.min = Math.min(this.min, ms);
    this.max = Math.max(this.max, ms);
    this.#sum += ms;
    this.#squares += ms * ms;
  }

  get mean(): number {
    return this.#sum / this.count;
  }

  get deviation(): number {
    return Math.sqrt(Math.max(0, this.#squares / this.count - this.mean ** 2));
  }
}

/** A path's round-trip time in ms: what the clock says, and what its links would take. */
export function plausibleTime(elapsedMs: number, routers: number, jitter: number): number {
  return elapsedMs + 0.02 + routers * 0.02 + jitter * 0.05;
}

/** 0.031, 1.25, 12.3, 123: three digits after the point below a millisecond, fewer above. */
export function formatTime(ms: number): string {
  const microseconds = Math.round(ms * 1000);
  if (microseconds >= 100_000) return `${Math.floor((microseconds + 500) / 1000)}`;
  if (microseconds >= 10_000) return `${(Math.floor((microseconds + 50) / 100) / 10).toFixed(1)}`;
  if (microseconds >= 1_000) return `${(Math.floor((microseconds + 5) / 10) / 100).toFixed(2)}`;
  return (microseconds / 1000).toFixed(3);
}
