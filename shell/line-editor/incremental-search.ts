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
  #at: Place;
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
    this.#at = { line: history.at, index: buffer.beforeCursor.length };
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
    else if (char === '\x17') this.#takeWord();
    else if (char === '\x19') this.#type(this.#editing.readline.kills.current ?? '');
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
    if (this.#query === '') this.#query = this.#editing.readline.lastSearch;
    else if (backward) this.#at = { ...this.#at, index: this.#at.index - 1 };
    else if (this.#at.index < this.#lines[this.#at.line]!.length) this.#at = { ...this.#at, index: this.#at.index + 1 };
    this.#search();
  }

  #rubOut(): void {
    if (this.#query === '') return this.#editing.bell();
    this.#query = splitUnits(this.#query).slice(0, -1).join('');
    this.#search();
  }

  /** The rest of the word after what was found. */
  #takeWord(): void {
    const line = this.#lines[this.#at.line]!;
    const rest = line.slice(this.#at.index + this.#query.length);
    const word = /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(rest)![0];
    if (word === '') return this.#editing.bell();
    this.#type(word);
  }

  #type(text: string): void {
    this.#query = (this.#query + text).slice(0, LONGEST_QUERY);
    this.#search();
  }

  #search(): void {
    this.#failed = false;
    if (this.#query === '') {
      this.#failed = true;
      return;
    }
    const place = this.#find();
    if (!place) {
      this.#failed = true;
      this.#editing.bell();
      this.#at = { line: this.#lastFoundAt, index: this.#at.index };
      return;
    }
    this.#at = place;
    this.#lastFound = this.#lines[place.line]!;
    this.#lastFoundAt = place.line;
    this.#load(place);
  }

  #find(): Place | null {
    const { line, index } = this.#at;
    const here = this.#backward
      ? index < 0
        ? -1
        : this.#lines[line]!.lastIndexOf(this.#query, index)
      : this.#lines[line]!.indexOf(this.#query, index);
    if (here >= 0) return { line, index: here };
    const step = this.#backward ? -1 : 1;
    for (let at = line + step; at >= 0 && at < this.#lines.length; at += step) {
      const text = this.#lines[at]!;
      if (text === this.#lastFound) continue;
      const found = this.#backward ? text.lastIndexOf(this.#query) : text.indexOf(this.#query);
      if (found >= 0) return { line: at, index: found };
    }
    return null;
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
    const failed = this.#failed && this.#query !== '' ? 'failed ' : '';
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
