import { splitUnits } from './character-units.ts';
import type { Editing } from './editing.ts';

const LONGEST_QUERY = 256;

interface Place {
  readonly line: number;
  /** Offset in the line, in UTF-16 units. */
  readonly index: number;
}

/** Ctrl-R and Ctrl-S: the search goes on at each key, as readline's isearch.c does. */
export async function searchIncrementally(editing: Editing, backward: boolean): Promise<void> {
  await new IncrementalSearch(editing, backward).run();
}

class IncrementalSearch {
  readonly #editing: Editing;
  readonly #lines: readonly string[];
  readonly #start: { at: number; cursor: number; text: string };
  #backward: boolean;
  #query = '';
  #line: number;
  /** The line whose text is searched: after a failure another one than the line that is shown. */
  #searched: number;
  #index: number;
  #failed = false;
  /** The line found last: a repeated search goes on to another text. */
  #lastFound: string | null = null;
  #lastFoundAt: number;

  constructor(editing: Editing, backward: boolean) {
    const { buffer, history } = editing;
    this.#editing = editing;
    this.#backward = backward;
    this.#start = { at: history.at, cursor: buffer.cursor, text: buffer.text };
    const lines = Array.from({ length: history.length + 1 }, (_, at) => history.line(at) ?? '');
    lines[history.at] = buffer.text;
    this.#lines = lines;
    this.#line = history.at;
    this.#searched = history.at;
    this.#index = buffer.beforeCursor.length;
    this.#lastFoundAt = history.at;
  }

  async run(): Promise<void> {
    const { input } = this.#editing;
    for (;;) {
      if (!input.hasMore) await this.#show();
      const char = await input.next();
      if (char === null) return this.#end('\x04');
      if (char === '\x07') return this.#abort();
      if (char === '\x1b' && input.hasMore) {
        if (await this.#pasted()) continue;
        return this.#end(char);
      }
      if (char === '\x1b' || char === '\n') return this.#end('');
      if (!(await this.#key(char))) return this.#end(char);
    }
  }

  /** False for a key that ends the search and is then run. */
  async #key(char: string): Promise<boolean> {
    if (char === '\x12' || char === '\x13') this.#again(char === '\x12');
    else if (char === '\x7f' || char === '\b') this.#rubOut();
    else if (char === '\x17') this.#takeRest(/^[\p{L}\p{N}]+/u);
    else if (char === '\x19') this.#takeRest(/^.+/s);
    else if (char === '\x16' || char === '\x11') this.#type((await this.#editing.input.next()) ?? '');
    else if (char >= ' ' || char === '\t') this.#type(char);
    else return false;
    return true;
  }

  async #pasted(): Promise<boolean> {
    const { input } = this.#editing;
    const mark = '[200~';
    let taken = '';
    while (taken.length < mark.length && input.peek() === mark[taken.length]) taken += input.take();
    if (taken !== mark) {
      input.push(taken);
      return false;
    }
    for (;;) {
      const { text, found } = input.takeUntil('\x1b[201~');
      this.#type(text);
      if (found || !(await input.more())) return true;
    }
  }

  #again(backward: boolean): void {
    this.#backward = backward;
    if (this.#query === '') {
      this.#query = this.#editing.readline.lastSearch;
      if (this.#query === '') return;
    } else if (backward) this.#index--;
    else if (this.#index < this.#lines[this.#searched]!.length) this.#index++;
    else this.#editing.bell();
    this.#search();
  }

  #rubOut(): void {
    if (this.#query === '') return this.#editing.bell();
    this.#query = splitUnits(this.#query).slice(0, -1).join('');
    this.#search();
  }

  /** What follows the match: the rest of its word, or of the line. */
  #takeRest(pattern: RegExp): void {
    const { buffer } = this.#editing;
    const rest = buffer.text.slice(buffer.beforeCursor.length + this.#query.length);
    const taken = pattern.exec(rest)?.[0] ?? '';
    if (taken === '') this.#editing.bell();
    this.#type(taken);
  }

  #type(text: string): void {
    this.#query = (this.#query + text).slice(0, LONGEST_QUERY);
    this.#search();
  }

  #search(): void {
    this.#failed = !(this.#query !== '' && this.#find());
    if (this.#failed) {
      this.#editing.bell();
      this.#line = this.#lastFoundAt;
      return;
    }
    this.#lastFound = this.#lines[this.#line]!;
    this.#lastFoundAt = this.#line;
    this.#load({ line: this.#line, index: this.#index });
  }

  /** Where it fails, the text searched last and the place in it stay, as in readline. */
  #find(): boolean {
    for (;;) {
      const text = this.#lines[this.#searched]!;
      const found = this.#backward
        ? this.#index < 0
          ? -1
          : text.lastIndexOf(this.#query, this.#index)
        : text.indexOf(this.#query, this.#index);
      if (found >= 0) {
        this.#index = found;
        return true;
      }
      if (this.#backward) this.#index = 0;
      do {
        this.#line += this.#backward ? -1 : 1;
        if (this.#line < 0 || this.#line >= this.#lines.length) return false;
        this.#searched = this.#line;
      } while (this.#lines[this.#line] === this.#lastFound || this.#query.length > this.#lines[this.#line]!.length);
      this.#index = this.#backward ? this.#lines[this.#line]!.length - this.#query.length : 0;
    }
  }

  #load({ line, index }: Place): void {
    const { buffer, history } = this.#editing;
    const text = this.#lines[line]!;
    const cursor = splitUnits(text.slice(0, index)).length;
    if (line === history.at) {
      if (buffer.text !== text) buffer.load(text);
      buffer.cursor = cursor;
    } else history.goTo(line, cursor);
  }

  async #show(): Promise<void> {
    const failed = this.#failed ? 'failed ' : '';
    const direction = this.#backward ? 'reverse-' : '';
    this.#editing.message(`(${failed}${direction}i-search)\`${this.#query}': `);
    await this.#editing.refresh();
  }

  #abort(): void {
    const { buffer, history } = this.#editing;
    if (history.at !== this.#start.at) history.goTo(this.#start.at);
    if (buffer.text !== this.#start.text) buffer.load(this.#start.text);
    buffer.cursor = this.#start.cursor;
    this.#editing.bell();
    this.#editing.message(null);
  }

  #end(key: string): void {
    if (this.#query !== '') this.#editing.readline.lastSearch = this.#query;
    this.#editing.message(null);
    if (key !== '') this.#editing.input.push(key);
  }
}
