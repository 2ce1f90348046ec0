import type { RE2JS } from 're2js';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import type { Key } from '../../line-editor/keys.ts';
import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import { loadText, saveText } from './edited-file.ts';
import { FullScreen } from './full-screen.ts';
import { columnOf, widthOf, windowOf, wrapped } from './line-cells.ts';
import { TextBuffer } from './text-buffer.ts';
import { runViCommand } from './vi-command-line.ts';
import { type Motion, motion } from './vi-motions.ts';

const MAX_COUNT = 10_000;

/** A small vi: normal, insert and command-line mode over one file. */
export class ViEditor {
  readonly #process: Process;
  readonly #screen: FullScreen;
  readonly #buffer: TextBuffer;
  #file: string;
  #message: string;
  #mode: 'normal' | 'insert' | 'replace' | 'line' = 'normal';
  #pending = '';
  #line = '';
  #register: { text: string; linewise: boolean } = { text: '', linewise: false };
  #pattern: RE2JS | null = null;
  #backwards = false;
  #top = 0;
  #done = false;

  constructor(process: Process, terminal: Terminal, file: string, row: number) {
    this.#process = process;
    this.#file = file;
    const loaded = file === '' ? { text: '', isNew: true } : loadText(process, file);
    if ('problem' in loaded) {
      this.#file = '';
      this.#message = `"${loaded.problem}"`;
      this.#buffer = new TextBuffer('');
    } else {
      this.#buffer = new TextBuffer(loaded.text);
      const size = `${loaded.text === '' ? 0 : this.#buffer.lines.length}L, ${Buffer.byteLength(loaded.text)}B`;
      this.#message = file === '' ? '' : loaded.isNew ? `"${file}" [New]` : `"${file}" ${size}`;
    }
    this.#buffer.moveTo(row, 0);
    this.#screen = new FullScreen(process, terminal);
  }

  async run(): Promise<number> {
    while (!this.#done) {
      await this.#paint();
      const key = await this.#screen.key();
      if (key === null) break;
      if (key !== 'resize') this.#take(key);
    }
    this.#screen.close();
    return 0;
  }

  #take(key: Key): void {
    if ('pasted' in key) {
      if (this.#mode === 'insert') this.#buffer.insert(key.pasted);
      else if (this.#mode === 'line') this.#line += key.pasted.replace(/[\r\n]/g, '');
      return;
    }
    if ('text' in key) {
      // Several keys may come at once, and each may change the mode.
      for (const character of key.text) this.#press(character, true);
      return;
    }
    // What a terminal sends for Esc and then a key.
    const alt = /^M-(.)$/u.exec(key.name);
    if (alt) {
      this.#press('escape', false);
      this.#press(alt[1]!, true);
    } else this.#press(key.name === 'C-c' ? 'escape' : key.name, false);
  }

  #press(name: string, isText: boolean): void {
    if (this.#mode === 'insert' || this.#mode === 'replace') this.#insertKey(name, isText);
    else if (this.#mode === 'line') this.#lineKey(name, isText);
    else this.#normalKey(name);
    if (this.#mode === 'normal') {
      const { row, column, line } = this.#buffer;
      if (column >= line.length && column > 0) this.#buffer.moveTo(row, this.#buffer.before(line.length));
    }
  }

  #insertKey(name: string, isText: boolean): void {
    const buffer = this.#buffer;
    if (isText || name === 'tab') {
      if (this.#mode === 'replace' && buffer.column < buffer.line.length) buffer.deleteForward();
      buffer.insert(name === 'tab' ? '\t' : name);
    } else if (name === 'enter' || name === 'C-j') buffer.insert('\n');
    else if (name === 'backspace' || name === 'C-h') buffer.backspace();
    else if (name === 'delete') buffer.deleteForward();
    else if (name === 'escape') {
      this.#mode = 'normal';
      this.#message = '';
      if (buffer.column > 0) buffer.left();
    } else {
      const to = motion(buffer, name, undefined);
      if (to) buffer.moveTo(to.row, name === 'end' ? Number.POSITIVE_INFINITY : to.column);
    }
  }

  #lineKey(name: string, isText: boolean): void {
    if (isText) this.#line += name;
    else if (name === 'backspace' || name === 'C-h') {
      this.#line = [...this.#line].slice(0, -1).join('');
      if (this.#line === '') this.#mode = 'normal';
    } else if (name === 'escape' || name === 'enter') {
      const line = this.#line;
      this.#mode = 'normal';
      this.#message = '';
      if (name === 'enter') this.#runLine(line[0]!, line.slice(1));
    }
  }

  #runLine(sign: string, text: string): void {
    if (sign === ':') return this.#runCommand(text);
    this.#backwards = sign === '?';
    try {
      if (text !== '') this.#pattern = compilePosix(text, { extended: false });
      this.#searchNext(this.#backwards, text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#message = `E383: ${error.message}`;
    }
  }

  #runCommand(text: string): void {
    const buffer = this.#buffer;
    const command = runViCommand(buffer, text, this.#file);
    this.#message = command.message ?? '';
    if (command.write !== undefined) {
      const content = buffer.text();
      const problem = saveText(this.#process, command.write, content);
      if (problem !== undefined) {
        this.#message = `"${command.write}" E212: Can't open file for writing: ${problem}`;
        return;
      }
      if (this.#file === '') this.#file = command.write;
      buffer.modified = false;
      this.#message = `"${command.write}" ${content === '' ? 0 : buffer.lines.length}L, ${Buffer.byteLength(content)}B written`;
    }
    if (command.quit === 'always' || (command.quit && !buffer.modified)) this.#done = true;
    else if (command.quit) this.#message = 'E37: No write since last change (add ! to override)';
  }

  #searchNext(backwards: boolean, text = ''): void {
    const pattern = this.#pattern;
    if (!pattern) {
      this.#message = 'E35: No previous regular expression';
      return;
    }
    const matches = (line: string) => {
      const found: number[] = [];
      const matcher = pattern.matcher(line);
      while (matcher.find()) found.push(matcher.start());
      return found;
    };
    if (!this.#buffer.find(matches, backwards)) this.#message = `E486: Pattern not found${text ? `: ${text}` : ''}`;
  }

  /** Keys gather until they are a whole command: count, operator, count, motion. */
  #normalKey(name: string): void {
    if (name === 'escape') {
      this.#pending = '';
      return;
    }
    const keys = this.#pending + (name.length > 1 ? `<${name}>` : name);
    const [, count = '', operator = '', second = '', rest = ''] = /^([1-9]\d*)?([dcy])?([1-9]\d*)?([\s\S]*)$/.exec(
      keys,
    )!;
    this.#pending = keys;
    if (rest === '' || rest === 'g' || rest === 'r' || rest === 'Z') return;
    this.#pending = '';
    const given =
      count === '' && second === '' ? undefined : Math.min(Number(count || 1) * Number(second || 1), MAX_COUNT);
    const key = rest.replace(/^<(.+)>$/, '$1');
    if (operator !== '') this.#operate(operator, key, given);
    else if (!this.#moveBy(key, given)) this.#command(key, given);
  }

  #moveBy(key: string, count: number | undefined): boolean {
    const page = Math.max(1, this.#screen.rows - 3);
    const paged = {
      'C-f': page,
      'page-down': page,
      'C-b': -page,
      'page-up': -page,
      'C-d': page >> 1,
      'C-u': -(page >> 1),
    }[key];
    if (paged !== undefined) {
      this.#buffer.moveTo(this.#buffer.row + paged, this.#buffer.column);
      return true;
    }
    const to = motion(this.#buffer, key, count);
    if (to) this.#buffer.moveTo(to.row, to.column);
    return to !== undefined;
  }

  #operate(operator: string, key: string, count: number | undefined): void {
    const buffer = this.#buffer;
    const start = { row: buffer.row, column: buffer.column };
    // `cw` on a word changes up to its end, without the blanks behind it.
    const keys = operator === 'c' && key === 'w' && /\S/.test(buffer.line[buffer.column] ?? '') ? 'e' : key;
    let to: Motion | undefined;
    if (key === operator)
      to = { row: Math.min(start.row + (count ?? 1) - 1, buffer.lines.length - 1), column: 0, linewise: true };
    else if (keys === 'e' && key === 'w') to = this.#changeWordEnd(count);
    else to = motion(buffer, keys, count);
    if (!to) return;
    // `dw` on the last word of a line leaves the newline.
    if (key === 'w' && to.row > start.row) to = { row: start.row, column: buffer.line.length };
    if (operator !== 'y') buffer.checkpoint();
    if (to.linewise) this.#operateLines(operator, Math.min(start.row, to.row), Math.abs(to.row - start.row) + 1);
    else this.#operateText(operator, start, to);
    if (operator === 'c') this.#insert();
  }

  #changeWordEnd(count: number | undefined): Motion {
    const buffer = this.#buffer;
    const { row, column } = buffer;
    // `e` from inside a word's last character would go to the next word.
    if (column > 0 || /^\S(\s|$)/.test(buffer.line)) buffer.column = column - 1;
    const to = buffer.column < 0 ? { row, column: 0, inclusive: true } : motion(buffer, 'e', count)!;
    buffer.moveTo(row, column);
    return to;
  }

  #operateLines(operator: string, row: number, count: number): void {
    const buffer = this.#buffer;
    this.#register = { text: buffer.lines.slice(row, row + count).join('\n'), linewise: true };
    if (operator === 'y') {
      buffer.moveTo(row, buffer.column);
      return;
    }
    buffer.removeLines(row, count);
    if (operator !== 'c') return;
    if (buffer.lines.length === 1 && buffer.line === '') return;
    buffer.insertLines(row, ['']);
    buffer.moveTo(row, 0);
  }

  #operateText(operator: string, start: { row: number; column: number }, to: Motion): void {
    const buffer = this.#buffer;
    const backwards = to.row < start.row || (to.row === start.row && to.column < start.column);
    const from = backwards ? to : start;
    const end = backwards ? start : to;
    const length = buffer.lines[end.row]!.length;
    const column = Math.min(to.inclusive && !backwards ? end.column + 1 : end.column, length);
    const place = { row: end.row, column };
    const text = operator === 'y' ? buffer.between(from, place) : buffer.remove(from, place);
    this.#register = { text, linewise: false };
    buffer.moveTo(from.row, from.column);
  }

  #insert(column?: number): void {
    if (column !== undefined) this.#buffer.moveTo(this.#buffer.row, column);
    this.#mode = 'insert';
    this.#message = '-- INSERT --';
  }

  #command(key: string, count: number | undefined): void {
    const buffer = this.#buffer;
    const times = count ?? 1;
    const end = Number.POSITIVE_INFINITY;
    const edits: Record<string, () => void> = {
      i: () => this.#insert(),
      I: () => this.#insert(buffer.line.search(/\S|$/)),
      a: () => this.#insert(buffer.column + (buffer.line === '' ? 0 : 1)),
      A: () => this.#insert(end),
      o: () => this.#openLine(buffer.row + 1),
      O: () => this.#openLine(buffer.row),
      R: () => {
        this.#mode = 'replace';
        this.#message = '-- REPLACE --';
      },
      p: () => this.#put(times, true),
      P: () => this.#put(times, false),
      J: () => this.#join(Math.max(1, times - 1)),
    };
    const short: Record<string, [string, string]> = {
      ...{
        x: ['d', 'l'],
        delete: ['d', 'l'],
        X: ['d', 'h'],
        D: ['d', '$'],
        C: ['c', '$'],
        s: ['c', 'l'],
        S: ['c', 'c'],
      },
      Y: ['y', 'y'],
    };
    const others: Record<string, () => void> = {
      u: () => {
        if (!buffer.undo()) this.#message = 'Already at oldest change';
      },
      'C-r': () => {
        if (!buffer.redo()) this.#message = 'Already at newest change';
      },
      n: () => this.#searchNext(this.#backwards),
      N: () => this.#searchNext(!this.#backwards),
      ZZ: () => this.#runCommand('x'),
      ZQ: () => this.#runCommand('q!'),
      'C-l': () => {},
    };
    if (key === ':' || key === '/' || key === '?') {
      this.#mode = 'line';
      this.#line = key;
    } else if (/^r./u.test(key)) this.#replaceCharacter(key.slice(1).replace(/^<enter>$/, '\n'), times);
    else if (short[key]) {
      if (buffer.line !== '' || !/[xXD]|delete/.test(key)) this.#operate(...short[key], count);
    } else if (edits[key]) {
      buffer.checkpoint();
      edits[key]();
    } else others[key]?.();
  }

  #replaceCharacter(character: string, times: number): void {
    const buffer = this.#buffer;
    if (character.startsWith('<') || buffer.column + times > buffer.line.length) return;
    buffer.checkpoint();
    const { row, column } = buffer;
    buffer.remove({ row, column }, { row, column: column + times });
    buffer.insert(character.repeat(times));
    if (character !== '\n') buffer.left();
  }

  #openLine(row: number): void {
    const indent = /^\s*/.exec(this.#buffer.line)![0];
    this.#buffer.insertLines(row, [indent]);
    this.#buffer.moveTo(row, indent.length);
    this.#insert();
  }

  #put(times: number, behind: boolean): void {
    const buffer = this.#buffer;
    const { text, linewise } = this.#register;
    if (linewise) {
      const row = buffer.row + (behind ? 1 : 0);
      buffer.insertLines(row, Array.from({ length: times }, () => text.split('\n')).flat());
      buffer.moveTo(row, buffer.lines[row]!.search(/\S|$/));
      return;
    }
    if (behind && buffer.line !== '') buffer.moveTo(buffer.row, buffer.column + 1);
    buffer.insert(text.repeat(times));
    if (text !== '') buffer.left();
  }

  #join(times: number): void {
    const buffer = this.#buffer;
    for (let turn = 0; turn < times && buffer.row < buffer.lines.length - 1; turn++) {
      const column = buffer.line.trimEnd().length;
      const next = buffer.lines[buffer.row + 1]!;
      buffer.remove({ row: buffer.row, column }, { row: buffer.row + 1, column: next.search(/\S|$/) });
      if (column > 0 && buffer.column < buffer.line.length) buffer.insert(' ');
    }
  }

  async #paint(): Promise<void> {
    const { columns, rows } = this.#screen;
    const buffer = this.#buffer;
    const height = Math.max(1, rows - 1);
    if (buffer.row < this.#top) this.#top = buffer.row;
    if (buffer.row >= this.#top + height) this.#top = buffer.row - height + 1;
    const heightOf = (row: number) => Math.max(1, Math.ceil((widthOf(buffer.lines[row]!) + 1) / columns));
    let above = 0;
    for (let row = this.#top; row <= buffer.row; row++) above += heightOf(row);
    while (above > height && this.#top < buffer.row) above -= heightOf(this.#top++);
    const shown: string[] = [];
    let cursorRow = 0;
    for (let row = this.#top; row < buffer.lines.length && shown.length < height; row++) {
      if (row === buffer.row) cursorRow = shown.length;
      shown.push(...wrapped(buffer.lines[row]!, columns));
    }
    while (shown.length < height) shown.push('~');
    const column = columnOf(buffer.line, buffer.column);
    const place = `${buffer.row + 1},${column + 1}`;
    const left = this.#mode === 'line' ? this.#line : this.#message;
    const status =
      widthOf(left) < columns - 14 && this.#mode !== 'line'
        ? windowOf(left, 0, columns - 14).padEnd(columns - 14) + place
        : windowOf(left, 0, columns);
    const inText = { row: Math.min(height - 1, cursorRow + Math.floor(column / columns)), column: column % columns };
    const cursor = this.#mode === 'line' ? { row: height, column: widthOf(this.#line) } : inText;
    await this.#screen.paint([...shown.slice(0, height), status], cursor);
  }
}
