import type { ByteReader } from '../../../../cluster/machinery/byte-stream.ts';
import { ToolError } from '../tool.ts';

/** One argument; `endsLine` when the input line ends with it (-L). */
export interface Item {
  readonly text: string;
  readonly endsLine: boolean;
}

export interface ItemOptions {
  /** Items end in this byte alone, and quotes mean nothing. */
  readonly delimiter: string | null;
  /** An item is a line, without blanks before it. */
  readonly byLine: boolean;
  /** Input ends at this item (-E). */
  readonly end: string | undefined;
}

/** The items of a stream as they come. Throws `ToolError` for a quote that does not end. */
export async function* itemsOf(reader: ByteReader, options: ItemOptions): AsyncGenerator<Item> {
  const parser = options.delimiter === null ? new QuotedItems(options.byLine) : new DelimitedItems(options.delimiter);
  const decoder = new TextDecoder();
  for (let chunk = await reader.read(); ; chunk = await reader.read()) {
    const text = chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    const items = parser.take(text);
    if (!chunk) items.push(...parser.end());
    for (const item of items) {
      if (item.text === options.end && options.delimiter === null) return;
      yield item;
    }
    if (!chunk) return;
  }
}

class DelimitedItems {
  readonly #delimiter: string;
  #rest = '';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  take(text: string): Item[] {
    const parts = (this.#rest + text).split(this.#delimiter);
    this.#rest = parts.pop()!;
    return parts.map((part) => ({ text: part, endsLine: true }));
  }

  end(): Item[] {
    return this.#rest === '' ? [] : [{ text: this.#rest, endsLine: true }];
  }
}

class QuotedItems {
  readonly #byLine: boolean;
  #word: string | null = null;
  #quote: "'" | '"' | '\\' | null = null;
  #wasBlank = false;

  constructor(byLine: boolean) {
    this.#byLine = byLine;
  }

  take(text: string): Item[] {
    const items: Item[] = [];
    for (const character of text) this.#character(character, items);
    return items;
  }

  end(): Item[] {
    if (this.#quote === "'" || this.#quote === '"') this.#unmatched();
    return this.#word === null ? [] : [{ text: this.#word, endsLine: true }];
  }

  #unmatched(): never {
    const kind = this.#quote === '"' ? 'double' : 'single';
    throw new ToolError(`unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`);
  }

  #character(character: string, items: Item[]): void {
    if (this.#quote === '\\') {
      this.#word = (this.#word ?? '') + character;
      this.#quote = null;
    } else if (this.#quote !== null) {
      if (character === this.#quote) this.#quote = null;
      else if (character === '\n') this.#unmatched();
      else this.#word += character;
    } else if (character === "'" || character === '"' || character === '\\') {
      this.#quote = character;
      this.#word ??= character === '\\' ? null : '';
    } else if (character === '\n') this.#newline(items);
    else if (!this.#byLine && /[ \t\v\f\r]/.test(character)) this.#blank(items);
    else if (this.#word !== null || !/[ \t]/.test(character)) {
      this.#word = (this.#word ?? '') + character;
      this.#wasBlank = false;
    }
  }

  #blank(items: Item[]): void {
    if (this.#word !== null) items.push({ text: this.#word, endsLine: false });
    this.#word = null;
    this.#wasBlank = true;
  }

  /** Blanks before a newline carry the line on (-L). */
  #newline(items: Item[]): void {
    if (this.#word !== null) items.push({ text: this.#word, endsLine: true });
    else if (items.length > 0 && !this.#wasBlank) items.push({ ...items.pop()!, endsLine: true });
    this.#word = null;
    this.#wasBlank = false;
  }
}
