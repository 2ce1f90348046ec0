import type { Process } from '../../../../cluster/machinery/machine.ts';
import type { Key } from '../../../line-editor/keys.ts';
import { type FullScreen, inverse } from '../full-screen.ts';
import { columnOf, indexAtColumn, widthOf, windowOf } from '../line-cells.ts';
import type { NanoOptions } from './nano-options.ts';
import {
  gutterWidth,
  MAIN_MENU,
  type MenuItem,
  menuRows,
  pageStart,
  statusRow,
  textRows,
  titleBar,
} from './nano-screen.ts';
import type { NanoText } from './nano-text.ts';

/** One file that is edited. */
export interface NanoBuffer {
  name: string;
  text: NanoText;
  /** The row of text at the top of the screen. */
  top: number;
  /** Lines end with a carriage return in the file. */
  isDos: boolean;
}

/** After so many keys a message goes away. */
const MESSAGE_KEYS = 20;

/** One running nano: what its commands share. */
export class NanoState {
  readonly process: Process;
  readonly screen: FullScreen;
  readonly options: NanoOptions;
  readonly buffers: NanoBuffer[];
  at = 0;
  #message = '';
  #keysLeft = 0;
  prompt: { readonly label: string; answer: string; readonly menu: readonly string[] } | null = null;
  cut = '';
  /** The last command cut lines: the next ones join them. */
  cutting = false;
  search = { text: '', backwards: false, caseSensitive: false, regular: false };
  readonly searched: string[] = [];
  done = false;

  constructor(process: Process, screen: FullScreen, options: NanoOptions, buffers: NanoBuffer[]) {
    this.process = process;
    this.screen = screen;
    this.options = options;
    this.buffers = buffers;
  }

  get buffer(): NanoBuffer {
    return this.buffers[this.at]!;
  }

  get text(): NanoText {
    return this.buffer.text;
  }

  say(message: string): void {
    this.#message = message;
    this.#keysLeft = MESSAGE_KEYS;
  }

  /** A key was pressed. */
  ageMessage(): void {
    if (--this.#keysLeft <= 0) this.#message = '';
  }

  /** How many rows of text there are. */
  get rows(): number {
    return Math.max(1, this.screen.rows - 2 - (this.showsKeys ? 2 : 0));
  }

  get showsKeys(): boolean {
    return this.options.showsHelp && this.screen.rows >= 5;
  }

  refuses(): boolean {
    if (this.options.readOnly) this.say('Key is invalid in view mode');
    return this.options.readOnly;
  }

  /** The display column of the cursor. */
  get column(): number {
    return columnOf(this.text.line, this.text.column, this.options.tabSize);
  }

  moveToRow(row: number, column = this.column): void {
    const bounded = Math.max(0, Math.min(row, this.text.lastRow));
    this.text.moveTo(bounded, indexAtColumn(this.text.lines[bounded]!, column, this.options.tabSize));
  }

  /** The cursor's row in the middle, when it is not seen. */
  center(): void {
    const { buffer, text, rows } = this;
    if (text.row < buffer.top || text.row >= buffer.top + rows) buffer.top = Math.max(0, text.row - (rows >> 1));
  }

  /** The next key; Escape before a key is Alt with it. */
  async key(): Promise<Key | null> {
    for (;;) {
      const key = await this.screen.key();
      if (key === null) return null;
      if (key === 'resize') {
        await this.paint();
        continue;
      }
      if (!('name' in key) || key.name !== 'escape') return this.#first(key);
      const next = await this.screen.key();
      if (next === null || next === 'resize' || 'pasted' in next) continue;
      if ('text' in next) {
        const first = this.#first(next);
        return 'text' in first ? { name: `M-${first.text}` } : first;
      }
      if (next.name !== 'escape') return { name: `M-${next.name}` };
    }
  }

  /** One character at a time. */
  #first(key: Key): Key {
    if (!('text' in key)) return key;
    const [first = ''] = key.text;
    if (key.text.length > first.length) this.screen.unread({ text: key.text.slice(first.length) });
    return { text: first };
  }

  async paint(): Promise<void> {
    const { screen, buffer, text, options, prompt, rows } = this;
    const { columns } = screen;
    if (text.row < buffer.top) buffer.top = text.row;
    if (text.row >= buffer.top + rows) buffer.top = text.row - rows + 1;
    const state = options.readOnly ? 'View' : text.modified ? 'Modified' : '';
    const place = this.buffers.length > 1 ? `[${this.at + 1}/${this.buffers.length}]` : '';
    const view = { top: buffer.top, rows, columns, tabstop: options.tabSize, ...options };
    const shown = [titleBar(columns, { name: buffer.name, state, place }), ...textRows(text, view)];
    const question = prompt ? promptWindow(prompt.label, prompt.answer, columns) : '';
    const status = prompt
      ? inverse(question + ' '.repeat(Math.max(0, columns - widthOf(question))))
      : statusRow(this.#message, columns);
    const menu = this.showsKeys ? (prompt?.menu ?? menuRows(mainMenu(this.buffers.length), columns)) : [];
    const gutter = gutterWidth(text, options.numbers);
    const column = this.column - pageStart(this.column, columns - gutter) + gutter;
    const cursor = prompt
      ? { row: rows + 1, column: Math.min(columns - 1, widthOf(question)) }
      : { row: text.row - buffer.top + 1, column };
    await screen.paint([...shown, status, ...menu], cursor);
  }
}

function mainMenu(buffers: number): readonly MenuItem[] {
  return buffers > 1 ? MAIN_MENU.map((item) => (item[0] === '^X' ? ['^X', 'Close'] : item)) : MAIN_MENU;
}

/** The end of a long answer is seen. */
function promptWindow(label: string, answer: string, columns: number): string {
  const room = Math.max(1, columns - widthOf(label) - 1);
  const from = Math.max(0, widthOf(answer) - room);
  return label + windowOf(answer, from, room);
}
