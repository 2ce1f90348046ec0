import { IpSetError } from '../../machinery/ip-sets.ts';
import type { Packet } from '../packet.ts';
import { type Part, parseElement, partOf, type SetType } from './set-type.ts';

export interface SetOptions {
  readonly hashSize: number;
  readonly maxElements: number;
  /** Ports of a bitmap. */
  readonly range: readonly [first: number, last: number];
  /** Seconds an element stays when it says nothing itself; undefined: elements have no time-outs. */
  readonly timeoutSeconds: number | undefined;
  readonly comments: boolean;
  readonly initialValue: number;
}

interface Element {
  readonly text: string;
  readonly comment: string;
  readonly expiresMs: number;
  /** Prefix length of the network in it. */
  readonly length: number | undefined;
}

const ELEMENT_COMMENT_MAX = 255;

/** One set: it is asked by rules (`-m set`), packet by packet. */
export class IpSet {
  readonly type: SetType;
  readonly options: SetOptions;
  readonly #now: () => number;
  readonly #elements = new Map<string, Element>();
  /** How many networks there are of each prefix length, longest first. */
  readonly #lengths = new Map<number, number>();

  constructor(type: SetType, options: SetOptions, now: () => number) {
    this.type = type;
    this.options = options;
    this.#now = now;
  }

  add(text: string, words: readonly string[], existing: boolean): void {
    const { expiresMs, comment } = this.#readOptions(words);
    for (const parts of parseElement(this.type, text)) {
      this.#checkRange(parts);
      const key = keyOf(parts);
      if (this.#find(key) && !existing) throw new IpSetError("Element cannot be added to the set: it's already added");
      if (!this.#elements.has(key) && this.#size() >= this.options.maxElements) {
        throw new IpSetError('Hash is full, cannot add more elements');
      }
      this.#forget(key);
      const length = parts.find((part) => part.length !== undefined)?.length;
      this.#elements.set(key, { text: parts.map((part) => part.text).join(','), comment, expiresMs, length });
      if (length !== undefined) this.#lengths.set(length, (this.#lengths.get(length) ?? 0) + 1);
    }
  }

  delete(text: string, existing: boolean): void {
    for (const parts of parseElement(this.type, text)) {
      const key = keyOf(parts);
      if (!this.#find(key) && !existing) throw new IpSetError("Element cannot be deleted from the set: it's not added");
      this.#forget(key);
    }
  }

  has(text: string): boolean {
    return parseElement(this.type, text).every((parts) => {
      const choices = parts.map(({ key, length }) => (length === 32 ? this.#networksOf(key) : [key]));
      return combine(choices).some((key) => this.#find(key) !== undefined);
    });
  }

  /** `sides`: which address or port of the packet each dimension asks for. */
  matches(packet: Packet, sides: readonly ('source' | 'destination')[]): boolean {
    if (this.#elements.size === 0) return false;
    const choices: string[][] = [];
    for (const [index, dimension] of this.type.dimensions.entries()) {
      const part = partOf(this.type, dimension, packet, sides[index] ?? 'source', this.#lengths.keys());
      if (!part) return false;
      choices.push(part);
    }
    return combine(choices).some((key) => this.#find(key) !== undefined);
  }

  flush(): void {
    this.#elements.clear();
    this.#lengths.clear();
  }

  /** As ipset prints them. */
  entries(): string[] {
    const now = this.#now();
    for (const [key, { expiresMs }] of this.#elements) if (expiresMs <= now) this.#forget(key);
    const elements = [...this.#elements.values()];
    if (this.type.bitmap) elements.sort((one, other) => Number(one.text) - Number(other.text));
    return elements.map(({ text, comment, expiresMs }) => {
      const timeout = this.options.timeoutSeconds === undefined ? '' : ` timeout ${remaining(expiresMs, now)}`;
      return `${text}${timeout}${comment ? ` comment "${comment}"` : ''}`;
    });
  }

  #readOptions(words: readonly string[]): { expiresMs: number; comment: string } {
    let seconds = this.options.timeoutSeconds;
    let comment = '';
    for (let at = 0; at < words.length; at += 2) {
      const value = words[at + 1] ?? '';
      if (words[at] === 'timeout' && seconds !== undefined) seconds = Number(value);
      else if (words[at] === 'comment' && this.options.comments) comment = value.slice(0, ELEMENT_COMMENT_MAX);
      else throw new IpSetError(`Unknown argument: \`${words[at]}'`);
    }
    return { expiresMs: seconds ? this.#now() + seconds * 1000 : Number.POSITIVE_INFINITY, comment };
  }

  #checkRange(parts: readonly Part[]): void {
    if (!this.type.bitmap) return;
    const port = Number(parts[0]?.key);
    const [first, last] = this.options.range;
    if (port < first || port > last) throw new IpSetError('Element is out of the range of the set');
  }

  /** The networks of the set's prefix lengths that hold an address. */
  #networksOf(key: string): string[] {
    const address = Number(key.split('/')[0]);
    return [...this.#lengths.keys()].map((length) => `${(address & (-1 << (32 - length))) >>> 0}/${length}`);
  }

  #find(key: string): Element | undefined {
    const element = this.#elements.get(key);
    return element && element.expiresMs > this.#now() ? element : undefined;
  }

  #size(): number {
    return this.options.timeoutSeconds === undefined ? this.#elements.size : this.entries().length;
  }

  #forget(key: string): void {
    const element = this.#elements.get(key);
    if (!element) return;
    this.#elements.delete(key);
    const { length } = element;
    const left = length === undefined ? 0 : (this.#lengths.get(length) ?? 1) - 1;
    if (length !== undefined && left > 0) this.#lengths.set(length, left);
    else if (length !== undefined) this.#lengths.delete(length);
  }
}

function keyOf(parts: readonly Part[]): string {
  return parts.map(({ key }) => key).join(',');
}

function combine(choices: readonly (readonly string[])[]): string[] {
  return choices.reduce<string[]>(
    (keys, part, index) => keys.flatMap((key) => part.map((word) => (index === 0 ? word : `${key},${word}`))),
    [''],
  );
}

function remaining(expiresMs: number, now: number): number {
  return Number.isFinite(expiresMs) ? Math.ceil((expiresMs - now) / 1000) : 0;
}
