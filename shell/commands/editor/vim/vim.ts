import type { Process } from '../../../../cluster/machinery/machine.ts';
import { cellsOf } from '../line-cells.ts';
import type { KeyQueue } from './key-queue.ts';
import { lastColumn, type Position } from './positions.ts';
import type { Register } from './registers.ts';
import type { SearchState } from './search.ts';
import type { VimBuffer } from './vim-buffer.ts';
import type { VimOptions } from './vim-options.ts';
import type { VimScreen } from './vim-screen.ts';
import type { VimText } from './vim-text.ts';

/** A command failed. Its text is the message; without one it is only broken off (where a real vim beeps). */
export class VimError extends Error {}

export type Mode = 'normal' | 'insert' | 'replace' | 'visual' | 'command';
export type VisualKind = 'v' | 'V' | '\x16';

export interface Visual {
  kind: VisualKind;
  start: Position;
  /** A block whose rows all go to their ends ($). */
  toLineEnds?: boolean;
}

/** A change that `.` does again. */
export interface RepeatableChange {
  readonly keys: string;
  readonly count: number | undefined;
  readonly register: string;
  /** What was selected, as rows and columns from the cursor. */
  readonly selected?: { readonly kind: VisualKind; readonly rows: number; readonly columns: number };
}

export interface Message {
  readonly text: string;
  readonly style?: 'error' | 'warning' | 'title';
}

/** How a command runs others: `:normal`, `:g` and `.` come back to the modes that called them. */
export interface Commands {
  /** Reads one normal (or visual) command and does it. */
  readonly normal: (vim: Vim) => Promise<void>;
  /** Runs one line of ex commands; `typed`: it was typed by hand and is one step of undo. */
  readonly ex: (vim: Vim, line: string, typed?: boolean) => Promise<void>;
}

/** One running editor: what its commands share. */
export class Vim {
  readonly process: Process;
  readonly queue: KeyQueue;
  readonly screen: VimScreen;
  readonly options: VimOptions;
  readonly commands: Commands;
  readonly registers = new Map<string, Register>();
  readonly buffers: VimBuffer[];
  /** The buffer before this one: `#`. */
  alternate: VimBuffer | null = null;
  buffer: VimBuffer;
  argumentIndex = 0;
  cursor: Position = { row: 0, column: 0 };
  /** The display column that j and k keep; null where the cursor itself says it. */
  wanted: number | null = null;
  mode: Mode = 'normal';
  /** Ctrl-O in insert mode: one normal command, then back. */
  insertsAgain: 'insert' | 'replace' | null = null;
  visual: Visual | null = null;
  lastVisual: (Visual & { end: Position }) | null = null;
  message: Message = { text: '' };
  /** What showcmd shows. */
  pending = '';
  commandLine: { text: string; cursor: number } | null = null;
  search: SearchState | null = null;
  lastFind: { readonly key: string; readonly character: string } | null = null;
  lastChange: RepeatableChange | null = null;
  lastMacro = '';
  lastInserted = '';
  lastSubstitute: { readonly pattern: string; readonly replacement: string; readonly flags: string } | null = null;
  recording = '';
  highlightsSearch = true;
  replaying = false;
  keepsStep = false;
  /** The command line that was typed last, as it still stands in the last row. */
  typedMessage: Message | null = null;
  /** Inside `:g`: messages about lines wait for its end. */
  inGlobal = false;
  /** What `:s` did inside `:g`. */
  globalCounts = { substitutions: 0, lines: 0 };
  readonly histories: Record<string, string[]> = { ':': [], '/': [] };
  readonly jumps: Position[] = [];
  jumpAt = 0;
  exitCode: number | null = null;

  constructor(parts: {
    process: Process;
    queue: KeyQueue;
    screen: VimScreen;
    options: VimOptions;
    commands: Commands;
    buffers: VimBuffer[];
  }) {
    this.process = parts.process;
    this.queue = parts.queue;
    this.screen = parts.screen;
    this.options = parts.options;
    this.commands = parts.commands;
    this.buffers = parts.buffers;
    this.buffer = parts.buffers[0]!;
  }

  /** Changes from now on belong to one undo; inside `:g`, `:norm` they belong to that of the whole command. */
  beginStep(): void {
    if (this.keepsStep) return;
    this.text.cursorNow = () => this.cursor;
    this.text.beginStep(this.now());
  }

  get text(): VimText {
    return this.buffer.text;
  }

  get line(): string {
    return this.text.line(this.cursor.row);
  }

  get lastRow(): number {
    return this.text.lines.length - 1;
  }

  now(): number {
    return this.process.machine.clock.now();
  }

  say(text: string, style?: Message['style']): void {
    this.message = style ? { text, style } : { text };
  }

  leaveWith(code: number): void {
    this.exitCode = code;
  }

  /** Until the next search. */
  hideMatches(): void {
    this.highlightsSearch = false;
  }

  /** Puts the cursor there, within the text. */
  moveTo(row: number, column: number): void {
    const bounded = Math.max(0, Math.min(row, this.lastRow));
    const line = this.text.line(bounded);
    this.cursor = { row: bounded, column: Math.max(0, Math.min(column, line.length)) };
    this.wanted = null;
  }

  /** In normal mode the cursor is never behind the last character. */
  keepOnCharacter(): void {
    const row = Math.min(this.cursor.row, this.lastRow);
    const line = this.text.line(row);
    const isInserting = this.mode === 'insert' || this.mode === 'replace';
    const limit = isInserting || this.visual !== null ? line.length : lastColumn(line);
    if (row !== this.cursor.row || this.cursor.column > limit)
      this.cursor = { row, column: Math.min(this.cursor.column, limit) };
  }

  /** The display column of the cursor: the last one of a tab, its first while text is inserted. */
  displayColumn(): number {
    const { column } = this.cursor;
    const cells = cellsOf(this.line, this.options.tabstop, this.options.list);
    const cell = cells.find(({ index }) => index >= column);
    if (!cell) return cells.length > 0 ? cells.at(-1)!.column + cells.at(-1)!.width : 0;
    const atEnd = this.line[column] === '\t' && this.mode === 'normal' && !this.options.list;
    return atEnd ? cell.column + cell.width - 1 : cell.column;
  }

  /** The character of a row at a display column. */
  columnAt(row: number, display: number): number {
    const line = this.text.line(row);
    if (display === Number.POSITIVE_INFINITY) return lastColumn(line);
    for (const cell of cellsOf(line, this.options.tabstop, this.options.list))
      if (cell.column + cell.width > display) return cell.index;
    return this.mode === 'insert' || this.mode === 'replace' ? line.length : lastColumn(line);
  }

  /** Goes to another row and keeps the column that was wanted. */
  moveToRow(row: number): void {
    const wanted = this.wanted ?? this.displayColumn();
    const bounded = Math.max(0, Math.min(row, this.lastRow));
    this.cursor = { row: bounded, column: this.columnAt(bounded, wanted) };
    this.wanted = wanted;
  }

  /** Remembers where a jump began (`` ` ` ``, Ctrl-O). */
  rememberJump(): void {
    this.text.marks.set("'", this.cursor);
    const known = this.jumps.findIndex(({ row }) => row === this.cursor.row);
    if (known >= 0) this.jumps.splice(known, 1);
    this.jumps.push(this.cursor);
    if (this.jumps.length > 100) this.jumps.shift();
    this.jumpAt = this.jumps.length;
  }
}
