import type { Process } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import type { Key } from '../../line-editor/keys.ts';
import { loadText, occurrences, saveText } from './edited-file.ts';
import { FullScreen, inverse } from './full-screen.ts';
import { columnOf, indexAtColumn, widthOf, windowOf } from './line-cells.ts';
import { keyRows, NANO_HELP, nanoLayout, pageStart, statusRow, textRows, titleBar } from './nano-screen.ts';
import { TextBuffer } from './text-buffer.ts';

export interface NanoOptions {
  readonly file: string;
  readonly position: { readonly row: number; readonly column: number };
  readonly readOnly: boolean;
}

const plural = (count: number) => `${count} ${count === 1 ? 'line' : 'lines'}`;

export class NanoEditor {
  readonly #process: Process;
  readonly #screen: FullScreen;
  readonly #readOnly: boolean;
  readonly #buffer: TextBuffer;
  #name: string;
  #message: string;
  #prompt: { label: string; answer: string } | null = null;
  #top = 0;
  #cut: string[] = [];
  #cutting = false;
  #typing = false;
  #search = '';
  #done = false;

  constructor(process: Process, terminal: Terminal, options: NanoOptions) {
    this.#process = process;
    this.#readOnly = options.readOnly;
    this.#name = options.file;
    const loaded = options.file === '' ? { text: '', isNew: true } : loadText(process, options.file);
    if ('problem' in loaded) {
      this.#name = '';
      this.#message = loaded.problem;
      this.#buffer = new TextBuffer('');
    } else {
      this.#buffer = new TextBuffer(loaded.text);
      const count = loaded.text === '' ? 0 : this.#buffer.lines.length;
      this.#message = options.file === '' ? '' : loaded.isNew ? 'New File' : `Read ${plural(count)}`;
    }
    this.#buffer.moveTo(options.position.row, options.position.column);
    this.#screen = new FullScreen(process, terminal);
  }

  async run(): Promise<number> {
    while (!this.#done) {
      await this.#paint();
      const key = await this.#screen.key();
      if (key === null) break;
      if (key === 'resize') continue;
      this.#message = '';
      await this.#press(key);
    }
    this.#screen.close();
    return 0;
  }

  async #press(key: Key): Promise<void> {
    const name = 'name' in key ? key.name : '';
    if (name !== 'C-k') this.#cutting = false;
    if ('text' in key || 'pasted' in key) return this.#type('text' in key ? key.text : key.pasted);
    this.#typing = false;
    if (this.#move(name) || this.#edit(name)) return;
    await this.#command(name);
  }

  #type(text: string): void {
    if (this.#refuses()) return;
    if (!this.#typing || text.length > 1) this.#buffer.checkpoint();
    this.#typing = true;
    this.#buffer.insert(text);
  }

  #refuses(): boolean {
    if (this.#readOnly) this.#message = 'Key is invalid in view mode';
    return this.#readOnly;
  }

  #move(name: string): boolean {
    const buffer = this.#buffer;
    const page = nanoLayout(this.#screen.rows).textRows - 2;
    const column = columnOf(buffer.line, buffer.column);
    const vertical = (rows: number) => {
      const row = Math.max(0, Math.min(buffer.row + rows, buffer.lines.length - 1));
      buffer.moveTo(row, indexAtColumn(buffer.lines[row]!, column));
    };
    const moves: Record<string, () => void> = {
      left: () => buffer.left(),
      'C-b': () => buffer.left(),
      right: () => buffer.right(),
      'C-f': () => buffer.right(),
      up: () => vertical(-1),
      'C-p': () => vertical(-1),
      down: () => vertical(1),
      'C-n': () => vertical(1),
      home: () => buffer.moveTo(buffer.row, 0),
      'C-a': () => buffer.moveTo(buffer.row, 0),
      end: () => buffer.moveTo(buffer.row, buffer.line.length),
      'C-e': () => buffer.moveTo(buffer.row, buffer.line.length),
      'page-up': () => vertical(-Math.max(1, page)),
      'C-y': () => vertical(-Math.max(1, page)),
      'page-down': () => vertical(Math.max(1, page)),
      'C-v': () => vertical(Math.max(1, page)),
      'M-\\': () => buffer.moveTo(0, 0),
      'M-/': () => buffer.moveTo(buffer.lines.length - 1, Number.POSITIVE_INFINITY),
    };
    const move = moves[name];
    move?.();
    return move !== undefined;
  }

  #edit(name: string): boolean {
    const buffer = this.#buffer;
    const edits: Record<string, () => void> = {
      enter: () => buffer.insert('\n'),
      'C-j': () => buffer.insert('\n'),
      tab: () => buffer.insert('\t'),
      backspace: () => buffer.backspace(),
      'C-h': () => buffer.backspace(),
      delete: () => buffer.deleteForward(),
      'C-d': () => buffer.deleteForward(),
      'C-k': () => this.#cutLine(),
      'C-u': () => {
        if (this.#cut.length === 0) return;
        buffer.insert(`${this.#cut.join('\n')}\n`);
      },
    };
    const edit = edits[name];
    if (!edit) return false;
    if (this.#refuses()) return true;
    buffer.checkpoint();
    edit();
    return true;
  }

  /** Lines cut one after the other are pasted together. */
  #cutLine(): void {
    const { row, lines } = this.#buffer;
    if (row === lines.length - 1 && lines[row] === '') {
      this.#message = 'Nothing was cut';
      return;
    }
    const isLast = row === lines.length - 1;
    const taken = this.#buffer.removeLines(row, 1);
    if (isLast) {
      this.#buffer.insertLines(this.#buffer.lines.length === 1 && this.#buffer.line === '' ? 1 : row, ['']);
      if (row === 0) this.#buffer.lines.pop();
      this.#buffer.moveTo(row, 0);
    }
    this.#cut = this.#cutting ? [...this.#cut, ...taken] : taken;
    this.#cutting = true;
  }

  async #command(name: string): Promise<void> {
    const commands: Record<string, () => void | Promise<void>> = {
      'C-x': () => this.#exit(),
      'C-o': async () => void (await this.#writeOut()),
      'C-s': () => void this.#save(this.#name),
      'C-w': () => this.#whereIs(),
      'M-w': () => this.#findNext(),
      'C-r': () => this.#readFile(),
      'C-g': () => this.#help(),
      'C-c': () => this.#location(),
      'C-\x7f': () => this.#goToLine(),
      'M-g': () => this.#goToLine(),
      'C-l': () => {},
      'M-6': () => {
        this.#cut = [this.#buffer.line];
        this.#buffer.moveTo(this.#buffer.row + 1, 0);
      },
      'M-u': () => {
        this.#message = this.#buffer.undo() ? 'Undid edit' : 'Nothing to undo';
      },
      'M-e': () => {
        this.#message = this.#buffer.redo() ? 'Redid edit' : 'Nothing to redo';
      },
    };
    const command = commands[name] ?? commands[name.toLowerCase().replace('c-', 'C-').replace('m-', 'M-')];
    if (command) await command();
    else if (name !== 'unknown' && name !== 'escape') this.#message = 'Unbound key';
  }

  async #exit(): Promise<void> {
    if (!this.#buffer.modified || this.#readOnly) {
      this.#done = true;
      return;
    }
    this.#prompt = { label: 'Save modified buffer? (Y/N, ^C cancels) ', answer: '' };
    for (;;) {
      await this.#paint();
      const key = await this.#screen.key();
      const text = key !== null && key !== 'resize' && 'text' in key ? key.text : '';
      if (text.length > 1) this.#screen.unread({ text: text.slice(1) });
      const typed = key === null ? 'n' : text.slice(0, 1).toLowerCase();
      const cancelled = key !== null && key !== 'resize' && 'name' in key && /^(C-c|escape)$/.test(key.name);
      if (!cancelled && typed !== 'y' && typed !== 'n') continue;
      this.#prompt = null;
      if (cancelled) this.#message = 'Cancelled';
      else this.#done = typed === 'n' || (await this.#writeOut());
      return;
    }
  }

  async #writeOut(): Promise<boolean> {
    const name = await this.#ask('File Name to Write: ', this.#name);
    return name === null ? false : this.#save(name);
  }

  #save(name: string): boolean {
    if (name === '') {
      this.#message = 'Cancelled';
      return false;
    }
    const text = this.#buffer.text();
    const problem = saveText(this.#process, name, text);
    if (problem !== undefined) {
      this.#message = `Error writing ${name}: ${problem}`;
      return false;
    }
    this.#name = name;
    this.#buffer.modified = false;
    this.#message = `Wrote ${plural(text === '' ? 0 : this.#buffer.lines.length)}`;
    return true;
  }

  async #whereIs(): Promise<void> {
    const label = this.#search === '' ? 'Search: ' : `Search [${this.#search}]: `;
    const wanted = await this.#ask(label, '');
    if (wanted === null) return;
    if (wanted !== '') this.#search = wanted;
    this.#findNext();
  }

  #findNext(): void {
    const wanted = this.#search;
    if (wanted === '') this.#message = 'No current search pattern';
    else if (!this.#buffer.find((line) => occurrences(line, wanted))) this.#message = `"${wanted}" not found`;
  }

  async #readFile(): Promise<void> {
    if (this.#refuses()) return;
    const name = await this.#ask('File to insert: ', '');
    if (name === null || name === '') return;
    const loaded = loadText(this.#process, name);
    if ('problem' in loaded) this.#message = loaded.problem;
    else if (loaded.isNew) this.#message = `File "${name}" not found`;
    else {
      this.#buffer.checkpoint();
      this.#buffer.insert(loaded.text);
      this.#message = `Read ${plural(loaded.text.split('\n').length - 1)}`;
    }
  }

  async #goToLine(): Promise<void> {
    const answer = await this.#ask('Enter line number, column number: ', '');
    if (answer === null) return;
    const [, line, column = '1'] = /^\s*(\d+)(?:\s*,\s*(\d+))?\s*$/.exec(answer) ?? [];
    if (line === undefined) this.#message = 'Invalid line or column number';
    else this.#buffer.moveTo(Number(line) - 1, Number(column) - 1);
  }

  #location(): void {
    const { row, column, lines, line } = this.#buffer;
    const percent = Math.round(((row + 1) / lines.length) * 100);
    const place = `col ${columnOf(line, column) + 1}/${widthOf(line) + 1}`;
    this.#message = `line ${row + 1}/${lines.length} (${percent}%), ${place}`;
  }

  async #help(): Promise<void> {
    const { columns, rows } = this.#screen;
    const shown = NANO_HELP.slice(0, rows - 2).map((line) => windowOf(line, 0, columns));
    const title = titleBar(columns, 'Help', false, false);
    const foot = Array.from({ length: Math.max(0, rows - 2 - shown.length) }, () => '');
    await this.#screen.paint([title, ...shown, ...foot, `${inverse('^X')} Close`], null);
    await this.#screen.key();
  }

  /** A question in the status line; null when it was cancelled. */
  async #ask(label: string, preset: string): Promise<string | null> {
    const prompt = { label, answer: preset };
    this.#prompt = prompt;
    for (;;) {
      await this.#paint();
      const key = await this.#screen.key();
      if (key === 'resize') continue;
      const name = key === null ? 'C-c' : 'name' in key ? key.name : '';
      if (key !== null && 'text' in key) prompt.answer += key.text;
      else if (key !== null && 'pasted' in key) prompt.answer += key.pasted.replace(/[\r\n]/g, '');
      else if (name === 'backspace' || name === 'C-h') prompt.answer = [...prompt.answer].slice(0, -1).join('');
      else if (name === 'C-u' || name === 'C-k') prompt.answer = '';
      else if (name === 'enter' || name === 'C-c' || name === 'escape') {
        this.#prompt = null;
        if (name === 'enter') return prompt.answer;
        this.#message = 'Cancelled';
        return null;
      }
    }
  }

  async #paint(): Promise<void> {
    const { columns, rows } = this.#screen;
    const { textRows: count, showsKeys } = nanoLayout(rows);
    const buffer = this.#buffer;
    if (buffer.row < this.#top || buffer.row >= this.#top + count) {
      const above = buffer.row === this.#top + count ? count - 1 : buffer.row === this.#top - 1 ? 0 : count >> 1;
      this.#top = Math.max(0, buffer.row - above);
    }
    const title = titleBar(columns, this.#name, buffer.modified, this.#readOnly);
    const prompt = this.#prompt;
    const question = prompt ? windowOf(prompt.label + prompt.answer, 0, columns) : '';
    const status = prompt
      ? inverse(question + ' '.repeat(Math.max(0, columns - widthOf(question))))
      : statusRow(this.#message, columns);
    const text = textRows(buffer, this.#top, count, columns);
    const column = columnOf(buffer.line, buffer.column);
    const cursor = prompt
      ? { row: count + 1, column: widthOf(prompt.label + prompt.answer) }
      : { row: buffer.row - this.#top + 1, column: column - pageStart(column, columns) };
    await this.#screen.paint([title, ...text, status, ...(showsKeys ? keyRows(columns) : [])], cursor);
  }
}
