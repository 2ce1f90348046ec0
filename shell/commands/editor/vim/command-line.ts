import { completeExLine } from './ex-completion.ts';
import { ESCAPE, KEY, shownKey } from './keys.ts';
import { nextColumn, previousColumn } from './positions.ts';
import { readRegister } from './registers.ts';
import type { Vim } from './vim.ts';

const HISTORY_LENGTH = 200;

/** Reads a line behind `:`, `/` or `?`; null when it was given up. `preview` is told each change. */
export async function editCommandLine(
  vim: Vim,
  sign: ':' | '/' | '?',
  start: string,
  preview?: (text: string) => void,
): Promise<string | null> {
  const history = vim.histories[sign === ':' ? ':' : '/']!;
  const line = new CommandLine(vim, sign, start, history);
  vim.commandLine = line;
  vim.mode = 'command';
  vim.pending = '';
  try {
    for (;;) {
      const key = await vim.queue.next();
      const ended = await line.press(key);
      if (ended === 'given up') {
        vim.say('');
        return null;
      }
      if (ended === 'done') break;
      preview?.(line.text.slice(1));
    }
  } finally {
    vim.commandLine = null;
    vim.mode = 'normal';
  }
  const text = line.text.slice(1);
  if (text !== '') {
    const known = history.indexOf(text);
    if (known >= 0) history.splice(known, 1);
    history.push(text);
    if (history.length > HISTORY_LENGTH) history.shift();
  }
  vim.say(sign + text);
  vim.typedMessage = vim.message;
  return text;
}

/** The line being typed, its sign first. */
class CommandLine {
  text: string;
  cursor: number;
  readonly #vim: Vim;
  readonly #sign: string;
  readonly #history: readonly string[];
  #historyAt: number;
  #typed = '';

  constructor(vim: Vim, sign: string, start: string, history: readonly string[]) {
    this.#vim = vim;
    this.#sign = sign;
    this.text = sign + start;
    this.cursor = this.text.length;
    this.#history = history;
    this.#historyAt = history.length;
  }

  async press(key: string): Promise<'done' | 'given up' | undefined> {
    if (key === '\r' || key === '\n') return 'done';
    if (key === ESCAPE || key === '\x03') return 'given up';
    if ((key === '\x7f' || key === '\x08') && this.text === this.#sign) return 'given up';
    const edits: Record<string, () => void | Promise<void>> = {
      '\x7f': () => this.#erase(previousColumn(this.text, this.cursor)),
      '\x08': () => this.#erase(previousColumn(this.text, this.cursor)),
      '\x17': () => this.#erase(this.#wordStart()),
      '\x15': () => this.#erase(1),
      '\x02': () => this.#move(1),
      '\x05': () => this.#move(this.text.length),
      [KEY.home]: () => this.#move(1),
      [KEY.end]: () => this.#move(this.text.length),
      [KEY.left]: () => this.#move(previousColumn(this.text, this.cursor)),
      [KEY.right]: () => this.#move(nextColumn(this.text, this.cursor)),
      [KEY.wordLeft]: () => this.#move(this.#wordStart()),
      [KEY.delete]: () => this.#deleteForward(),
      [KEY.up]: () => this.#recall(-1, true),
      [KEY.down]: () => this.#recall(1, true),
      '\x10': () => this.#recall(-1, false),
      '\x0e': () => this.#recall(1, false),
      '\x12': () => this.#insertRegister(),
      '\x16': async () => this.#insert(await this.#vim.queue.next()),
      '\t': () => this.#complete(),
      [KEY.paste]: () => this.#insert((this.#vim.screen.takePasted() ?? '').replace(/\n$/, '').replaceAll('\n', '\r')),
    };
    const edit = edits[key];
    if (edit) await edit();
    else if (key >= ' ' && !(key >= '\uf700' && key <= '\uf8ff')) this.#insert(key);
    return undefined;
  }

  #insert(text: string): void {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
    this.cursor += text.length;
  }

  #erase(from: number): void {
    const start = Math.max(1, from);
    this.text = this.text.slice(0, start) + this.text.slice(this.cursor);
    this.cursor = start;
  }

  #deleteForward(): void {
    const end = nextColumn(this.text, this.cursor);
    if (end === this.cursor) this.#erase(previousColumn(this.text, this.cursor));
    else this.text = this.text.slice(0, this.cursor) + this.text.slice(end);
  }

  #move(to: number): void {
    this.cursor = Math.max(1, Math.min(to, this.text.length));
  }

  #wordStart(): number {
    const before = this.text.slice(0, this.cursor).trimEnd();
    return Math.max(1, before.length - (/([\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)$/u.exec(before)?.[0].length ?? 0));
  }

  /** With the arrows only lines that begin as what was typed. */
  #recall(step: 1 | -1, byPrefix: boolean): void {
    if (this.#historyAt === this.#history.length) this.#typed = this.text.slice(1);
    for (let at = this.#historyAt + step; at >= 0 && at <= this.#history.length; at += step) {
      const line = at === this.#history.length ? this.#typed : this.#history[at]!;
      if (byPrefix && !line.startsWith(this.#typed)) continue;
      this.#historyAt = at;
      this.text = this.#sign + line;
      this.cursor = this.text.length;
      return;
    }
  }

  async #insertRegister(): Promise<void> {
    const { text, cursor } = this;
    this.text = `${text.slice(0, cursor)}"${text.slice(cursor)}`;
    const name = await this.#vim.queue.next();
    this.text = text;
    if (name === '\x17')
      this.#insert(
        /[\p{L}\p{N}_]*$/u.exec(this.#vim.line.slice(0, this.#vim.cursor.column))![0] +
          (/^[\p{L}\p{N}_]*/u.exec(this.#vim.line.slice(this.#vim.cursor.column))?.[0] ?? ''),
      );
    else this.#insert(readRegister(this.#vim, name)?.lines.join('\r') ?? '');
  }

  async #complete(): Promise<void> {
    if (this.#sign !== ':') return;
    const before = this.text.slice(1, this.cursor);
    const found = completeExLine(this.#vim, before);
    if (found.length === 0) return this.#insert('^I');
    const rest = this.text.slice(this.cursor);
    let at = 0;
    for (;;) {
      this.text = this.#sign + found[at]! + rest;
      this.cursor = 1 + found[at]!.length;
      if (found.length === 1) return;
      const key = await this.#vim.queue.next();
      if (key !== '\t') {
        this.#vim.queue.unread(key);
        return;
      }
      at = (at + 1) % found.length;
    }
  }
}

/** What is shown of a command line: control characters as ^X. */
export function shownCommandLine(text: string): string {
  return [...text].map(shownKey).join('');
}
