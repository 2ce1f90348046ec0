import type { Process } from '../../cluster/machinery/machine.ts';
import type { Command, Script, Word } from '../parser/ast.ts';
import type { Shell } from './shell.ts';

/** The parts of the interpreter that call each other in a circle, reached through the shell they work on. */
export interface Evaluator {
  /** Runs the statements in this shell; gives the last status. */
  run(shell: Shell, script: Script): Promise<number>;
  /** One command in this shell (a function's body). */
  command(shell: Shell, command: Command): Promise<number>;
  /** The output of the statements in a subshell, without its last newlines. */
  substitute(shell: Shell, script: Script): Promise<string>;
  /** Source text, command by command. */
  text(shell: Shell, text: string, options?: RunTextOptions): Promise<number>;
  /** Text with the escapes of prompts, then its expansions (PS1, PS4, `${name@P}`). */
  prompt(shell: Shell, text: string): Promise<string>;
  /** One word, neither split nor matched. */
  string(shell: Shell, word: Word): Promise<string>;
  /** Starts the statements with one end of a pipe; gives the /dev/fd path of the other end. */
  substituteProcess(shell: Shell, script: Script, direction: '<' | '>'): string;
}

export interface ShellOptions {
  readonly process: Process;
  readonly evaluator: Evaluator;
  readonly name: string;
  readonly interactive: boolean;
  readonly group?: number;
  /** The script file it runs. */
  readonly script?: string | undefined;
  readonly isCommandString?: boolean;
  /** It, or the shell it is a subshell of, is interactive: messages have no line numbers. */
  readonly talks?: boolean;
}

/** How source text is run. */
export interface RunTextOptions {
  /** What syntax errors say before the line: `-c: `. */
  readonly where?: string;
  /** A script file goes on with its next line after an error of expansion. */
  readonly onError?: 'go on' | 'throw';
  readonly firstLine?: number;
}
