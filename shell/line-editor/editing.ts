import type { CharacterInput } from './character-input.ts';
import type { Completer } from './completion.ts';
import type { HistoryCursor } from './history-cursor.ts';
import type { LineBuffer } from './line-buffer.ts';
import type { Readline } from './readline.ts';

/** What ended the reading of a line. */
export type LineResult =
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'end' }
  /** Ctrl-X Ctrl-E: the line is to be edited elsewhere and then run. */
  | { readonly type: 'edit'; readonly text: string };

/** How the shell expands what is being typed, on demand. Each gives null when nothing is changed. */
export interface LineExpansions {
  history(line: string): string | null;
  shell(line: string): Promise<string | null>;
  alias(line: string): string | null;
  tilde(word: string): string | null;
}

/** What commands of the line editor work on. */
export interface Editing {
  readonly buffer: LineBuffer;
  readonly history: HistoryCursor;
  readonly readline: Readline;
  readonly input: CharacterInput;
  /** The numeric argument, 1 when none was given. */
  count: number;
  hasCount: boolean;
  /** The keys that ran this command. */
  sequence: string;
  /** This command. */
  command: string;
  /** The command before this one. */
  lastCommand: string;
  readonly lastWasKill: boolean;
  /** The command before this one changed the line. */
  readonly lastChanged: boolean;
  bell(): void;
  /** Removes text into the kill ring. */
  kill(from: number, to: number, direction: 'forward' | 'backward'): void;
  /** The last line of the prompt. */
  readonly prompt: string;
  /** Shows another prompt in place of the last line of the own one; null brings that back. */
  message(prompt: string | null): void;
  /** Draws what has changed now, before the next key. */
  refresh(): Promise<void>;
  /** Goes below the line, prints, and draws prompt and line again. */
  printBelow(print: () => Promise<void>): Promise<void>;
  write(text: string): Promise<void>;
  columns(): number;
  rows(): number;
  /** Runs these keys next. */
  feed(keys: string): void;
  /** Prints prompt and line again where the cursor stands. */
  redrawAll(): void;
  recordMacro(on: boolean): void;
  readonly complete: Completer;
  readonly expansions: LineExpansions;
  runCommand(name: string): void | Promise<void>;
  /** In vi's command mode. */
  readonly isViCommand: boolean;
  enterViMode(mode: 'insert' | 'command'): void;
  finish(result: LineResult): void;
}

export type EditCommand = (editing: Editing) => void | Promise<void>;
export type CommandTable = Readonly<Record<string, EditCommand>>;
