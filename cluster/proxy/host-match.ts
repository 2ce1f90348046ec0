/** What is known by a host's name, most specific first: the name itself, then `*.` and the rest, then `*`. */
export class HostTable<T> {
  readonly #entries = new Map<string, T[]>();

  add(hostname: string, value: T): void {
    const key = hostname.toLowerCase();
    const values = this.#entries.get(key);
    if (values) values.push(value);
    else this.#entries.set(key, [value]);
  }

  /** All that fit, the most specific first. `host` is in lower case. */
  *lookup(host: string): Generator<T> {
    yield* this.#entries.get(host) ?? [];
    const dot = host.indexOf('.');
    if (dot > 0) yield* this.#entries.get(`*${host.slice(dot)}`) ?? [];
    yield* this.#entries.get('*') ?? [];
  }

  find(host: string): T | undefined {
    for (const value of this.lookup(host)) return value;
    return undefined;
  }
}
