import { complaintOf } from './json-complaint.ts';
import { JsonSyntaxError, parseJson } from './json-parser.ts';
import type { Json } from './json-value.ts';

const LARGEST_VALUE = 64 * 1024 * 1024;

/** The input is broken; the message is jq's, with line and column. */
export class InputError extends Error {}

/** Text that comes in pieces, value by value. */
export class JsonStream {
  #text = '';
  /** Before this, nothing of the value has to be looked at again. */
  #scanned = 0;
  #start = 0;
  #depth = 0;
  #inString = false;
  #ended = false;
  #line = 1;
  #column = 0;
  /** Newlines up to the end of the line on which the last value ended: jq reads whole lines. */
  linesRead = 0;

  push(text: string): void {
    this.#text = this.#text.slice(this.#start) + text;
    this.#scanned -= this.#start;
    this.#start = 0;
    if (this.#text.length > LARGEST_VALUE) throw new InputError('Value too large');
  }

  end(): void {
    this.#ended = true;
  }

  /** The next value that is there; undefined when more text is needed or none is left. Throws `InputError`. */
  next(): Json | undefined {
    const end = this.#findEnd();
    if (end === null) {
      if (!this.#ended || this.#text.slice(this.#start).trim() === '') return undefined;
      return this.#take(this.#text.length, true);
    }
    return this.#take(end, false);
  }

  /** Where the value ends that begins at the start; null when it does not yet. */
  #findEnd(): number | null {
    const text = this.#text;
    let at = this.#scanned;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#inString) {
        if (code === 92) {
          if (at + 1 >= text.length) break;
          at++;
        } else if (code === 34) {
          this.#inString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (code === 34) {
        if (this.#depth === 0 && this.#hasWord(at)) return at;
        this.#inString = true;
      } else if (code === 91 || code === 123) {
        if (this.#depth === 0 && this.#hasWord(at)) return at;
        this.#depth++;
      } else if (code === 93 || code === 125) {
        if (--this.#depth <= 0) return at + 1;
      } else if (this.#depth === 0 && code <= 32 && this.#hasWord(at)) return at;
      else if (this.#depth === 0 && (code === 44 || code === 58)) return at + 1;
    }
    this.#scanned = at;
    return null;
  }

  #hasWord(end: number): boolean {
    return /\S/.test(this.#text.slice(this.#start, end));
  }

  #take(end: number, atEnd: boolean): Json {
    const source = this.#text.slice(this.#start, end);
    const from = { line: this.#line, column: this.#column };
    this.#advance(source);
    this.#start = end;
    this.#scanned = end;
    this.#depth = 0;
    this.#inString = false;
    const rest = this.#text.indexOf('\n', end);
    this.linesRead = this.#line - 1 + (rest >= 0 && (this.#column > 0 || source === '') ? 1 : 0);
    try {
      return parseJson(source);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      const following = atEnd ? '' : this.#text.slice(end, end + 1) || '\n';
      throw new InputError(complaintOf(source + following, true, from));
    }
  }

  #advance(source: string): void {
    const lines = source.split('\n');
    this.#line += lines.length - 1;
    const last = Buffer.byteLength(lines.at(-1) ?? '');
    this.#column = lines.length > 1 ? last : this.#column + last;
  }
}
