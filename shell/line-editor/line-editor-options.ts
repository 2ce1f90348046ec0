import type { ByteReader } from '../../cluster/machinery/byte-stream.ts';
import type { Terminal } from '../../cluster/machinery/terminal.ts';
import type { Completer } from './completion.ts';
import type { LineExpansions } from './editing.ts';
import type { Readline } from './readline.ts';

/** What a line editor works with: its terminal, the settings and history of the shell, and what the shell does for it. */
export interface LineEditorOptions {
  readonly terminal: Terminal;
  /** The terminal's input as the process sees it. */
  readonly input: ByteReader;
  readonly readline: Readline;
  /** Oldest first. Lines that are changed while the learner walks through them stay changed, as in readline. */
  readonly history: string[];
  readonly complete: Completer;
  readonly expansions: LineExpansions;
  /** Runs what `bind -x` bound, with the line and the cursor in it; gives the line afterwards. */
  readonly runShellCommand?: (
    command: string,
    line: string,
    cursor: number,
  ) => Promise<{ line: string; cursor: number }>;
}
