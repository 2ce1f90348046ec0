import type { ByteReader, ByteWriter } from './byte-stream.ts';
import type { TerminalAttributes } from './terminal-attributes.ts';

/**
 * The program's side of a pseudo-terminal (pty(7), the "slave"). In canonical mode the line discipline echoes, edits
 * lines (erase, kill, word erase), turns Ctrl-C, Ctrl-Z and Ctrl-\ into signals for the foreground process group and
 * Ctrl-D into an end of input; in raw mode bytes pass as they are.
 */
export interface Terminal {
  readonly input: ByteReader;
  readonly output: ByteWriter;
  columns(): number;
  rows(): number;
  /** Calls `listener` after each change of size (SIGWINCH); the returned function stops it. */
  onResize(listener: () => void): () => void;
  /**
   * Raw: no echo, no line editing, no signals from keys, and no newline translation of output unless it is asked for
   * (OPOST stays on while a shell edits its line: what background jobs print begins at the left edge).
   */
  setRaw(raw: boolean, output?: { readonly translatesNewlines: boolean }): void;
  isRaw(): boolean;
  /** tcgetattr(3) and tcsetattr(3). */
  readonly attributes: TerminalAttributes;
  setAttributes(attributes: TerminalAttributes): void;
  /** Changes the size as the outside does (TIOCSWINSZ). */
  setSize(columns: number, rows: number): void;
  /** Bytes that were read in raw mode and are not the reader's: they are treated as typed now, without an echo. */
  giveBack(bytes: Uint8Array): void;
  /** Echo in canonical mode (off for passwords). */
  setEcho(echo: boolean): void;
  /** The process group that Ctrl-C and Ctrl-Z reach (tcsetpgrp(3)). */
  setForegroundGroup(group: number): void;
  foregroundGroup(): number;
}

/** The outside of a pseudo-terminal (the "master"): the browser's, or the kubelet's for `exec -t`. */
export interface TerminalMaster {
  readonly terminal: Terminal;
  /** What programs printed. Resolves null when the terminal was closed. */
  read(): Promise<Uint8Array | null>;
  /** Keys typed. Bounded: beyond 64 KiB unread the rest is dropped, except that Ctrl-C always gets through. */
  type(bytes: Uint8Array): void;
  /** As `type`, but waits for room; Ctrl-C overtakes what waits. Resolves when all of it has been taken, or dropped. */
  write(bytes: Uint8Array): Promise<void>;
  resize(columns: number, rows: number): void;
  /** Hang up: SIGHUP to the session, end of input. */
  close(): void;
}
