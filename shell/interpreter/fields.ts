import { ShellError } from './control-flow.ts';
import { LIMITS } from './limits.ts';
import { quotePattern } from './pattern.ts';

interface Segment {
  readonly text: string;
  readonly quoted: boolean;
}

/** One word after expansion, before file names are matched. */
export type Field = readonly Segment[];

/** Builds the fields of one word as its parts are expanded, splitting unquoted results at IFS (3.5.7). */
export class FieldBuilder {
  readonly #separators: string;
  readonly #blanks: string;
  readonly fields: Segment[][] = [];
  #current: Segment[] | null = null;
  #length = 0;
  /** A blank was seen: whatever comes next begins a new field. */
  #pendingBreak = false;

  constructor(separators: string | undefined) {
    this.#separators = separators ?? ' \t\n';
    this.#blanks = [...this.#separators].filter((char) => ' \t\n'.includes(char)).join('');
  }

  add(text: string, quoted: boolean): void {
    if (this.#pendingBreak) this.#close();
    this.#length += text.length;
    if (this.#length > LIMITS.valueLength) throw new ShellError(`xrealloc: cannot allocate ${this.#length} bytes`);
    this.#current ??= [];
    this.#current.push({ text, quoted });
  }

  /** Ends the field here, as between the elements of "$@". */
  boundary(): void {
    this.#close();
  }

  /** The result of an unquoted expansion. */
  split(text: string): void {
    if (this.#separators === '') {
      if (text !== '') this.add(text, false);
      return;
    }
    let at = 0;
    while (at < text.length) {
      const char = text[at]!;
      if (!this.#separators.includes(char)) {
        const start = at;
        while (at < text.length && !this.#separators.includes(text[at]!)) at++;
        this.add(text.slice(start, at), false);
      } else if (this.#blanks.includes(char)) {
        while (at < text.length && this.#blanks.includes(text[at]!)) at++;
        if (this.#current) this.#pendingBreak = true;
      } else {
        // A separator that is not blank ends a field, even an empty one; blanks around it belong to it.
        this.#current ??= [];
        this.#pendingBreak = false;
        this.#close();
        at++;
        while (at < text.length && this.#blanks.includes(text[at]!)) at++;
      }
    }
  }

  finish(): Segment[][] {
    this.#close();
    return this.fields;
  }

  #close(): void {
    if (this.#current) this.fields.push(this.#current);
    this.#current = null;
    this.#pendingBreak = false;
  }
}

export function textOf(field: Field): string {
  return field.length === 1 ? field[0]!.text : field.map(({ text }) => text).join('');
}

/** The field as a pattern: what was quoted matches only itself. */
export function patternOf(field: Field): string {
  return field.map(({ text, quoted }) => (quoted ? quotePattern(text) : text)).join('');
}
