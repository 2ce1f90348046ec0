import type { Process } from '../../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../../cluster/machinery/machine-process.ts';
import { statusOf } from '../../../interpreter/jobs.ts';
import { startChild } from '../../everyday/child.ts';
import type { FullScreen } from '../full-screen.ts';
import { widthOf, wrapped } from '../line-cells.ts';
import { shownCommandLine } from './command-line.ts';
import { type Input, KEY, VimKeyDecoder } from './keys.ts';
import { layoutLine } from './line-layout.ts';
import { LinePainter } from './line-painter.ts';
import type { Match } from './search.ts';
import { expandNames } from './shell-filter.ts';
import { statusRow } from './status-row.ts';
import { type Vim, VimError } from './vim.ts';
import { VimWindow } from './vim-window.ts';

const PROMPT = 'Press ENTER or type command to continue';

/** The terminal has gone. */
export class TerminalGone extends Error {}

/** The editor's screen: a window on the text over one row for messages and commands; and where keys come from. */
export class VimScreen extends VimWindow {
  readonly #process: Process;
  readonly #screen: FullScreen;
  readonly #decoder = new VimKeyDecoder();
  #inputs: Input[] = [];
  #keys = '';
  #pasted: string | null = null;
  /** Messages of several rows, over the text, until a key is pressed. */
  #lines: { rows: string[]; prompt: string } | null = null;
  #steps = 0;
  /** What an unfinished search has found. */
  preview: Match | null = null;
  /** The cursor stands behind a question in the last row. */
  asks = false;
  /** Where `:g` gathers what its commands print. */
  collect: string[] | null = null;
  showsMode = false;
  /** The mode as the last row told it. */
  shownMode = '';
  warnedOfFiles = false;
  warnedOfReadOnly = false;
  lastShellCommand = '';

  constructor(process: Process, screen: FullScreen) {
    super();
    this.#process = process;
    this.#screen = screen;
  }

  get height(): number {
    return Math.max(1, this.#screen.rows - 1);
  }

  get columns(): number {
    return this.#screen.columns;
  }

  repaint(): void {
    this.#screen.repaint();
  }

  takePasted(): string | null {
    const text = this.#pasted;
    this.#pasted = null;
    return text;
  }

  /** The next key from the terminal; the screen is painted first. */
  async readKey(vim: Vim): Promise<string> {
    for (;;) {
      const [key = ''] = this.#keys;
      if (key !== '') {
        this.#keys = this.#keys.slice(key.length);
        return key;
      }
      const input = this.#inputs.shift();
      if (input && 'keys' in input) this.#keys = input.keys;
      else if (input) {
        this.#pasted = input.pasted;
        return KEY.paste;
      } else await this.#waitForInput(vim);
    }
  }

  async #waitForInput(vim: Vim): Promise<void> {
    await this.paint(vim);
    const bytes = await this.#screen.input();
    if (bytes === null) throw new TerminalGone();
    if (bytes !== 'resize') this.#inputs.push(...this.#decoder.decode(bytes));
  }

  /** Between steps of work that nobody types: others get their turn, and Ctrl-C breaks it off. */
  async breathe(): Promise<void> {
    if (++this.#steps % 32 !== 0) return;
    for (let wait = haltedProcess(this.#process); wait; wait = haltedProcess(this.#process)) await wait;
    this.#process.signal.throwIfAborted();
    if (!this.#screen.typedAhead?.includes(3)) return;
    await this.#screen.input();
    throw new VimError('Interrupted');
  }

  suspend(_vim: Vim): Promise<void> {
    return this.#screen.suspend();
  }

  /** `:!command`: on the terminal itself, until Enter is pressed. */
  async runOutside(vim: Vim, command: string): Promise<void> {
    const { process } = vim;
    const expanded = expandNames(vim, command);
    await this.#screen.leave();
    const say = (text: string) => process.stdout.write(Buffer.from(text));
    await say(`\r\x1b[K:!${expanded}\r\n`);
    const child = startChild(process, ['sh', '-c', expanded]);
    const status = 'message' in child ? child.status : statusOf(await child.exited);
    if (status !== 0) await say(`\r\nshell returned ${status}\r\n`);
    await say(`\r\n${PROMPT}`);
    vim.say('');
    await this.#awaitKey(vim, (bytes) => this.#inputs.push(...this.#decoder.decode(bytes)));
    await this.#screen.enter();
  }

  async #awaitKey(vim: Vim, take: (bytes: Uint8Array) => void): Promise<void> {
    for (;;) {
      const bytes = await this.#screen.input();
      if (bytes === null) throw new TerminalGone();
      if (bytes === 'resize') continue;
      take(bytes);
      break;
    }
    const input = this.#inputs.shift();
    if (!input || !('keys' in input)) return;
    const [first = ''] = input.keys;
    // Enter and blank only go on; any other key is a command already.
    this.#keys = first === '\r' || first === ' ' || first === '\n' ? input.keys.slice(1) : input.keys;
    void vim;
  }

  /** Shows lines that do not fit into the last row, and waits for a key. */
  async page(vim: Vim, lines: readonly string[], keepsCommand = false): Promise<void> {
    const rows = keepsCommand && lines.length > 0 ? [...lines] : [...lines];
    if (rows.length === 1 && widthOf(rows[0]!) < this.columns) return vim.say(rows[0]!);
    const height = this.height;
    let at = 0;
    while (rows.length - at > height) {
      at += height;
      await this.showLines(vim, rows.slice(0, at), '-- More --');
      const key = await vim.queue.next();
      if (/[q\x1b\x03]/.test(key)) {
        this.endLines();
        vim.say('');
        return;
      }
    }
    await this.showLines(vim, rows, PROMPT);
    const key = await vim.queue.next();
    this.endLines();
    vim.say('');
    if (!'\r\n '.includes(key)) vim.queue.unread(key);
  }

  async showLines(_vim: Vim, lines: readonly string[], prompt: string): Promise<void> {
    this.#lines = { rows: lines.flatMap((line) => wrapped(line, this.columns)), prompt };
  }

  endLines(): void {
    this.#lines = null;
    this.repaint();
  }

  async paint(vim: Vim): Promise<void> {
    this.showCursor(vim);
    const { rows, cursor, relative } = this.#textRows(vim);
    const total = this.height + 1;
    if (this.#lines) {
      const shown = [...rows.filter((_, at) => at < this.height), ...this.#lines.rows, this.#lines.prompt].slice(
        -total,
      );
      return this.#screen.paint(shown, { row: shown.length - 1, column: widthOf(this.#lines.prompt) });
    }
    if (vim.commandLine) {
      const text = shownCommandLine(vim.commandLine.text);
      const pieces = wrapped(text, this.columns);
      const before = widthOf(shownCommandLine(vim.commandLine.text.slice(0, vim.commandLine.cursor)));
      const first = total - pieces.length;
      const shown = [...rows.slice(0, Math.max(0, first)), ...pieces].slice(-total);
      const row = Math.max(0, first) + Math.floor(before / this.columns);
      return this.#screen.paint(shown, { row: Math.min(row, total - 1), column: before % this.columns });
    }
    const last = statusRow(vim, this.columns, relative);
    const asked = this.asks ? { row: this.height, column: widthOf(vim.message.text) } : cursor;
    await this.#screen.paint([...rows, last], asked);
  }

  #textRows(vim: Vim): { rows: string[]; cursor: { row: number; column: number }; relative: string } {
    const painter = new LinePainter(vim);
    const gutter = this.gutterWidth(vim);
    const width = Math.max(1, this.columns - gutter);
    const rows: string[] = [];
    let cursor = { row: 0, column: gutter };
    let row = this.topRow;
    for (; row <= vim.lastRow && rows.length < this.height; row++) {
      const layout = layoutLine(vim.text.line(row), vim.options, width, this.leftColumn);
      const isTooLong = rows.length + layout.rows.length > this.height && row !== this.topRow;
      if (isTooLong) break;
      if (row === vim.cursor.row) {
        const place = this.placeOf(vim, layout);
        cursor = { row: Math.min(this.height - 1, rows.length + place.row), column: gutter + place.column };
      }
      const painted = painter.paint(row, layout);
      painted.forEach((text, part) => {
        const end = vim.options.list && part === painted.length - 1 ? '\x1b[94m$\x1b[0m' : '';
        rows.push((part === 0 ? this.#gutter(vim, row, gutter) : ' '.repeat(gutter)) + text + end);
      });
    }
    rows.length = Math.min(rows.length, this.height);
    const bottom = row - 1;
    const isCut = row <= vim.lastRow && rows.length < this.height;
    const filler =
      vim.options.truncatesLast && isCut ? '' : isCut ? `${' '.repeat(gutter)}\x1b[94m@\x1b[0m` : '\x1b[94m~\x1b[0m';
    while (rows.length < this.height) rows.push(filler);
    if (isCut && vim.options.truncatesLast) rows[this.height - 1] = '\x1b[94m@@@\x1b[0m';
    return { rows, cursor, relative: relativePlace(this.topRow, bottom, vim.lastRow) };
  }

  #gutter(vim: Vim, row: number, width: number): string {
    if (width === 0) return '';
    const { number, relativenumber } = vim.options;
    const distance = Math.abs(row - vim.cursor.row);
    const isOwn = relativenumber && number && distance === 0;
    const shown = relativenumber && !isOwn ? String(distance) : String(row + 1);
    const text = isOwn ? shown.padEnd(width - 1) : shown.padStart(width - 1);
    return `\x1b[33m${text} \x1b[0m`;
  }
}

function relativePlace(top: number, bottom: number, last: number): string {
  if (top === 0) return bottom >= last ? 'All' : 'Top';
  if (bottom >= last) return 'Bot';
  return `${Math.floor((top * 100) / (top + last - bottom))}%`.padStart(3);
}
