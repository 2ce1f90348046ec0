import type { ByteReader } from './byte-stream.ts';
import { LineDiscipline } from './line-discipline.ts';
import type { ProcessTable } from './machine.ts';
import { dropUnread } from './shared-reader.ts';
import type { Terminal, TerminalMaster } from './terminal.ts';
import { type TerminalAttributes, withFlags } from './terminal-attributes.ts';
import { TerminalOutput } from './terminal-output.ts';
import { TypingQueue } from './typing-queue.ts';

/** Flags that are off in raw mode; what keeps newlines translated keeps Ctrl-S and Ctrl-Q too, as readline does. */
const RAW_WITHOUT = ['icanon', 'echo', 'isig', 'iexten', 'icrnl'];

export interface PseudoterminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Who gets the signals of keys, resizes and the hang-up. */
  readonly processes: Pick<ProcessTable, 'signalGroup'>;
}

/** Opens a terminal pair (pty(7)). Sizes below 1 are taken as 1. */
export function openPseudoterminal(options: PseudoterminalOptions): TerminalMaster {
  return new Pseudoterminal(options);
}

class Pseudoterminal implements TerminalMaster, Terminal {
  readonly #processes: PseudoterminalOptions['processes'];
  readonly #screen = new TerminalOutput();
  readonly #discipline: LineDiscipline;
  readonly #typing: TypingQueue;
  readonly #listeners = new Set<() => void>();
  /** How the terminal was before it was made raw. */
  #cooked: TerminalAttributes | null = null;
  #columns: number;
  #rows: number;
  #foreground = 0;
  /** The first group in the foreground: the login shell's. */
  #session = 0;
  #closed = false;
  readonly input: ByteReader;
  readonly output = { write: (bytes: Uint8Array) => this.#screen.write(bytes), close: () => {} };

  constructor(options: PseudoterminalOptions) {
    this.#processes = options.processes;
    this.#columns = Math.max(1, options.columns);
    this.#rows = Math.max(1, options.rows);
    this.#discipline = new LineDiscipline({
      echo: (text) => this.#screen.echo(text),
      dropped: () => dropUnread(this.input),
      hold: (held) => this.#screen.hold(held),
      signal: (name, keepsOutput) => {
        if (!keepsOutput) this.#screen.flush();
        if (this.#foreground > 0) this.#processes.signalGroup(this.#foreground, name);
      },
    });
    this.#typing = new TypingQueue({
      room: () => this.#discipline.room,
      type: (bytes) => this.#discipline.type(bytes),
    });
    this.input = { read: () => this.#read(), close: () => {} };
  }

  get terminal(): Terminal {
    return this;
  }

  read(): Promise<Uint8Array | null> {
    return this.#screen.read();
  }

  type(bytes: Uint8Array): void {
    if (!this.#closed) this.#discipline.type(bytes);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#closed) await this.#typing.write(bytes);
  }

  #read(): Promise<Uint8Array | null> {
    const read = this.#discipline.read();
    this.#typing.advance();
    return read;
  }

  resize(columns: number, rows: number): void {
    if (this.#closed || (columns === this.#columns && rows === this.#rows)) return;
    this.#columns = Math.max(1, columns);
    this.#rows = Math.max(1, rows);
    for (const listener of [...this.#listeners]) listener();
    if (this.#foreground > 0) this.#processes.signalGroup(this.#foreground, 'SIGWINCH');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const group of new Set([this.#session, this.#foreground])) {
      if (group > 0) this.#processes.signalGroup(group, 'SIGHUP');
    }
    this.#typing.close();
    this.#discipline.close();
    this.#screen.close();
    this.#listeners.clear();
  }

  columns(): number {
    return this.#columns;
  }

  rows(): number {
    return this.#rows;
  }

  onResize(listener: () => void): () => void {
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  setRaw(raw: boolean, { translatesNewlines } = { translatesNewlines: !raw }): void {
    const cooked = this.#cooked ?? this.#discipline.attributes;
    this.#cooked = raw ? cooked : null;
    if (!raw) return this.#apply(cooked);
    const output = translatesNewlines ? [] : ['opost', 'ixon'];
    this.#apply(withFlags(cooked, [], [...RAW_WITHOUT, ...output]));
  }

  isRaw(): boolean {
    return this.#cooked !== null;
  }

  get attributes(): TerminalAttributes {
    return this.#cooked ?? this.#discipline.attributes;
  }

  setAttributes(attributes: TerminalAttributes): void {
    this.#cooked = null;
    this.#apply(attributes);
  }

  setSize(columns: number, rows: number): void {
    this.resize(columns, rows);
  }

  giveBack(bytes: Uint8Array): void {
    if (!this.#closed) this.#discipline.giveBack(bytes);
  }

  #apply(attributes: TerminalAttributes): void {
    this.#discipline.attributes = attributes;
    this.#screen.translatesNewlines = attributes.flags.has('opost') && attributes.flags.has('onlcr');
  }

  setEcho(echo: boolean): void {
    this.#discipline.setEcho(echo);
  }

  setForegroundGroup(group: number): void {
    this.#foreground = group;
    if (this.#session === 0) this.#session = group;
  }

  foregroundGroup(): number {
    return this.#foreground;
  }
}
