import type { Json, JsonObject } from './json-value.ts';

/** The text is no JSON; what exactly is wrong json-complaint.ts finds out. */
export class JsonSyntaxError extends Error {}

const DEEPEST = 256;
const NUMBER = /-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const BLANK = /[ \t\r\n]*/y;

/** One JSON text. Throws `JsonSyntaxError`. */
export function parseJson(text: string): Json {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    this.#blank();
    if (this.#at < this.#text.length) throw new JsonSyntaxError();
  }

  #blank(): string | undefined {
    BLANK.lastIndex = this.#at;
    BLANK.exec(this.#text);
    this.#at = BLANK.lastIndex;
    return this.#text[this.#at];
  }

  value(depth: number): Json {
    if (depth > DEEPEST) throw new JsonSyntaxError();
    switch (this.#blank()) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      case 'N':
        return this.#word('NaN', Number.NaN);
      default:
        return this.#number();
    }
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw new JsonSyntaxError();
    this.#at += word.length;
    return value;
  }

  #number(): number {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (!found) throw new JsonSyntaxError();
    this.#at = NUMBER.lastIndex;
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(found[0])));
  }

  #string(): string {
    const start = ++this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 34) return this.#text.slice(start, this.#at++);
      if (code === 92 || code < 32 || Number.isNaN(code)) return this.#escaped(start);
      this.#at++;
    }
  }

  /** The rest of a string with escapes. */
  #escaped(start: number): string {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code) || code < 32) throw new JsonSyntaxError();
      if (code === 34) break;
      this.#at += code === 92 ? 2 : 1;
    }
    const source = this.#text.slice(start - 1, ++this.#at);
    try {
      const text: unknown = JSON.parse(source);
      return String(text).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
    } catch {
      throw new JsonSyntaxError();
    }
  }

  #array(depth: number): Json[] {
    this.#at++;
    const items: Json[] = [];
    if (this.#blank() === ']') {
      this.#at++;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      const next = this.#blank();
      this.#at++;
      if (next === ']') return items;
      if (next !== ',') throw new JsonSyntaxError();
    }
  }

  #object(depth: number): JsonObject {
    this.#at++;
    const object: JsonObject = new Map();
    if (this.#blank() === '}') {
      this.#at++;
      return object;
    }
    for (;;) {
      if (this.#blank() !== '"') throw new JsonSyntaxError();
      const key = this.#string();
      if (this.#blank() !== ':') throw new JsonSyntaxError();
      this.#at++;
      object.set(key, this.value(depth + 1));
      const next = this.#blank();
      this.#at++;
      if (next === '}') return object;
      if (next !== ',') throw new JsonSyntaxError();
    }
  }
}
