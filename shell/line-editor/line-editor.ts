import type { ByteReader } from '../../cluster/machinery/byte-stream.ts';
import { unread } from '../../cluster/machinery/shared-reader.ts';
import type { Terminal } from '../../cluster/machinery/terminal.ts';
import { type Completer, completeLine } from './completion-list.ts';
import { EDITS } from './edits.ts';
import { HistorySearch } from './history-search.ts';
import { type Key, KeyDecoder } from './keys.ts';
import { LineBuffer } from './line-buffer.ts';
import { LineDisplay } from './line-display.ts';

/** So many keys at once were pasted, not typed: nobody reads candidates for the tabs among them. */
const PASTED_KEYS = 32;

export interface LineEditorOptions {
  readonly terminal: Terminal;
  /** The terminal's input as the process sees it. */
  readonly input: ByteReader;
  /** Oldest first; the editor only reads it. */
  readonly history: readonly string[];
  readonly complete: Completer;
}

/** What ended the reading of a line. */
export type LineResult =
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'end' };

/** Reads lines with emacs keys from a terminal in raw mode: what readline is to bash. */
export class LineEditor {
  readonly #options: LineEditorOptions;
  readonly #keys = new KeyDecoder();
  readonly #waiting: Key[] = [];
  readonly #buffer = new LineBuffer();
  readonly #display = new LineDisplay();
  #historyAt = 0;
  /** Lines of history changed during this reading, by index; the newest is the line being typed. */
  readonly #drafts = new Map<number, string>();
  #search: { search: HistorySearch; prompt: string; before: string } | null = null;
  #lastKey = '';

  constructor(options: LineEditorOptions) {
    this.#options = options;
  }

  async read(prompt: string): Promise<LineResult> {
    const { terminal } = this.#options;
    terminal.setRaw(true, { translatesNewlines: true });
    this.#buffer.set('');
    this.#drafts.clear();
    this.#historyAt = this.#options.history.length;
    await this.#print(`\x1b[?2004h${this.#display.start(prompt, '', '', terminal.columns())}`);
    const undo = terminal.onResize(() => void this.#redraw());
    try {
      for (;;) {
        const key = await this.#nextKey();
        if (!key) return { type: 'end' };
        const result = await this.#handle(key);
        if (result) return result;
      }
    } finally {
      undo();
      await this.#print('\x1b[?2004l');
      terminal.setRaw(false);
      this.#giveBack();
    }
  }

  /** Keys typed ahead belong to the command that was just entered. */
  #giveBack(): void {
    const text = this.#waiting
      .splice(0)
      .map((key) => ('text' in key ? key.text : 'pasted' in key ? key.pasted : (BYTES[key.name] ?? '')))
      .join('');
    unread(this.#options.input, Buffer.from(text));
  }

  async #nextKey(): Promise<Key | null> {
    while (this.#waiting.length === 0) {
      const bytes = await this.#options.input.read();
      if (!bytes) return null;
      this.#waiting.push(...this.#keys.decode(bytes));
    }
    return this.#waiting.shift()!;
  }

  async #handle(key: Key): Promise<LineResult | null> {
    if (this.#search) return this.#handleSearch(key);
    if ('pasted' in key) {
      this.#buffer.insert(key.pasted.replace(/\r\n?/g, '\n'));
      await this.#redraw();
      return null;
    }
    if ('text' in key) {
      this.#lastKey = '';
      await this.#insert(key.text);
      return null;
    }
    const result = await this.#control(key.name);
    this.#lastKey = key.name;
    return result;
  }

  async #insert(text: string): Promise<void> {
    this.#buffer.insert(text);
    await this.#redraw();
  }

  async #control(name: string): Promise<LineResult | null> {
    switch (name) {
      case 'enter':
      case 'C-j':
        await this.#print(this.#display.leave(this.#buffer.text, this.#options.terminal.columns()));
        return { type: 'line', text: this.#buffer.text };
      case 'C-c':
        await this.#print(`^C${this.#display.leave(this.#buffer.text, this.#options.terminal.columns())}`);
        return { type: 'interrupt' };
      case 'C-d':
        if (this.#buffer.length === 0) return { type: 'end' };
        this.#buffer.delete();
        break;
      case 'C-l':
        await this.#print('\x1b[H\x1b[2J');
        break;
      case 'up':
      case 'C-p':
        this.#moveInHistory(-1);
        break;
      case 'down':
      case 'C-n':
        this.#moveInHistory(1);
        break;
      case 'M-<':
        this.#moveInHistory(-this.#historyAt);
        break;
      case 'M->':
        this.#moveInHistory(this.#options.history.length - this.#historyAt);
        break;
      case 'M-.':
        this.#buffer.insert(this.#options.history.at(-1)?.trim().split(/\s+/).at(-1) ?? '');
        break;
      case 'C-r':
        this.#startSearch();
        break;
      case 'tab':
        if (this.#waiting.length < PASTED_KEYS) await this.#complete();
        break;
      default:
        EDITS[name]?.(this.#buffer);
    }
    await this.#redraw();
    return null;
  }

  #moveInHistory(by: number): void {
    const { history } = this.#options;
    const next = this.#historyAt + by;
    if (by === 0 || next < 0 || next > history.length) return;
    this.#drafts.set(this.#historyAt, this.#buffer.text);
    this.#historyAt = next;
    this.#buffer.set(this.#drafts.get(next) ?? history[next] ?? '');
  }

  #startSearch(): void {
    const search = new HistorySearch(this.#options.history);
    this.#search = { search, prompt: this.#display.prompt, before: this.#buffer.text };
    this.#display.withPrompt(search.prompt);
  }

  async #handleSearch(key: Key): Promise<LineResult | null> {
    const { search, prompt, before } = this.#search!;
    const name = 'name' in key ? key.name : '';
    if ('text' in key) search.type(key.text);
    else if (name === 'C-r') search.older();
    else if (name === 'backspace' || name === 'C-h') search.backspace();
    else {
      this.#search = null;
      this.#display.withPrompt(prompt);
      if (name === 'C-g' || name === 'C-c') this.#buffer.set(before);
      await this.#redraw();
      return name === 'C-g' || name === 'escape' ? null : this.#handle(key);
    }
    this.#display.withPrompt(search.prompt);
    const at = search.found.indexOf(search.query);
    this.#buffer.set(search.found, Math.max(0, at));
    await this.#redraw();
    return null;
  }

  async #complete(): Promise<void> {
    const { terminal, complete } = this.#options;
    const result = await completeLine(this.#buffer.beforeCursor, complete);
    if (result.insert !== '') this.#buffer.insert(result.insert);
    else if (result.candidates.length === 0) await this.#print('\x07');
    else if (this.#lastKey === 'tab') {
      await this.#print(this.#display.leave(this.#buffer.text, terminal.columns()));
      await this.#print(result.listing(terminal.columns()));
      await this.#print(
        this.#display.start(this.#display.prompt, this.#buffer.text, this.#buffer.beforeCursor, terminal.columns()),
      );
    } else await this.#print('\x07');
  }

  async #redraw(): Promise<void> {
    const { terminal } = this.#options;
    await this.#print(this.#display.redraw(this.#buffer.text, this.#buffer.beforeCursor, terminal.columns()));
  }

  async #print(text: string): Promise<void> {
    if (text !== '') await this.#options.terminal.output.write(Buffer.from(text));
  }
}

/** The bytes of keys that a program may want when they were typed ahead. */
const BYTES: Readonly<Record<string, string>> = {
  enter: '\n',
  'C-j': '\n',
  tab: '\t',
  backspace: '\x7f',
  'C-d': '\x04',
};
