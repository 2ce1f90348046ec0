/** Headers in their order and with their case, found by name without regard to it. Duplicates stay. */
export class HeaderList {
  readonly #pairs: [name: string, value: string][];

  constructor(pairs: [name: string, value: string][] = []) {
    this.#pairs = pairs;
  }

  /** From node's flat list: name, value, name, value … */
  static fromRaw(raw: readonly string[]): HeaderList {
    const pairs: [string, string][] = [];
    for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at]!, raw[at + 1]!]);
    return new HeaderList(pairs);
  }

  get(name: string): string | undefined {
    for (const pair of this.#pairs) if (same(pair[0], name)) return pair[1];
    return undefined;
  }

  all(name: string): string[] {
    return this.#pairs.filter((pair) => same(pair[0], name)).map((pair) => pair[1]);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** In place of all of the name; at the end where there was none. */
  set(name: string, value: string): void {
    const at = this.#pairs.findIndex((pair) => same(pair[0], name));
    if (at < 0) {
      this.#pairs.push([name, value]);
      return;
    }
    this.#pairs[at] = [name, value];
    for (let other = this.#pairs.length - 1; other > at; other--) {
      if (same(this.#pairs[other]![0], name)) this.#pairs.splice(other, 1);
    }
  }

  append(name: string, value: string): void {
    this.#pairs.push([name, value]);
  }

  delete(name: string): void {
    for (let at = this.#pairs.length - 1; at >= 0; at--) {
      if (same(this.#pairs[at]![0], name)) this.#pairs.splice(at, 1);
    }
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.#pairs[Symbol.iterator]();
  }

  /** Name, value, name, value … */
  toRaw(): string[] {
    return this.#pairs.flat();
  }

  /** For node's objects: values of a name that comes more than once are a list. */
  toObject(): Record<string, string | string[]> {
    const object: Record<string, string | string[]> = {};
    const names = new Map<string, string>();
    for (const [name, value] of this.#pairs) {
      const key = names.get(name.toLowerCase());
      if (key === undefined) {
        names.set(name.toLowerCase(), name);
        object[name] = value;
      } else object[key] = [object[key] ?? [], value].flat();
    }
    return object;
  }
}

function same(one: string, other: string): boolean {
  return one.length === other.length && (one === other || one.toLowerCase() === other.toLowerCase());
}
