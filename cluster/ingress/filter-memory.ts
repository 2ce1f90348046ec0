import type { RouteFilter } from '../proxy/route-filter.ts';

/** Filters that count: the same one as long as it is asked for at every change of the configuration. */
export class FilterMemory {
  #kept = new Map<string, RouteFilter>();
  #asked = new Map<string, RouteFilter>();

  get(key: string, create: () => RouteFilter): RouteFilter {
    const filter = this.#asked.get(key) ?? this.#kept.get(key) ?? create();
    this.#asked.set(key, filter);
    return filter;
  }

  /** All that were not asked for since the last time are gone. */
  sweep(): void {
    this.#kept = this.#asked;
    this.#asked = new Map();
  }
}
