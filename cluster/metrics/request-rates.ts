import type { RequestRecord } from '../machinery/flow.ts';

/** Requests of one host in the scrape that is under way and in the one before it. */
interface Counts {
  scrape: number;
  current: number;
  previous: number;
}

/** Hosts counted at a time; more are forgotten, the oldest first. */
const MOST_HOSTS = 1_000;

/** How many requests a second each host answers, by scrapes of equal length. */
export class RequestRates {
  readonly #windowMs: number;
  #hosts = new Map<string, Counts>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  count({ host, endedMs }: RequestRecord): void {
    const counts = this.#at(host, Math.floor(endedMs / this.#windowMs));
    counts.current++;
  }

  /** In the last whole scrape before `nowMs`. */
  perSecond(host: string, nowMs: number): number {
    const counts = this.#hosts.get(host);
    if (!counts) return 0;
    const scrape = Math.floor(nowMs / this.#windowMs);
    const count = counts.scrape === scrape ? counts.previous : counts.scrape === scrape - 1 ? counts.current : 0;
    return (count * 1000) / this.#windowMs;
  }

  #at(host: string, scrape: number): Counts {
    const known = this.#hosts.get(host);
    if (known && known.scrape === scrape) return known;
    const previous = known?.scrape === scrape - 1 ? known.current : 0;
    const counts = { scrape, current: 0, previous };
    this.#hosts.delete(host);
    this.#hosts.set(host, counts);
    if (this.#hosts.size > MOST_HOSTS) for (const oldest of this.#hosts.keys()) return this.#forget(oldest, counts);
    return counts;
  }

  #forget(host: string, counts: Counts): Counts {
    this.#hosts.delete(host);
    return counts;
  }
}
