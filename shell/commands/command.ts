import type { Machine, Process, Program } from '../../cluster/machinery/machine.ts';

export type MachineKind = Machine['kind'];

/** What a completer may look at: the machine and the shell's variables and directory of this moment. */
export interface CompletionContext {
  readonly machine: Machine;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Aborted when the learner typed on. */
  readonly signal: AbortSignal;
}

/**
 * Candidates for `words[index]` (the word under the cursor, up to the cursor); `words[0]` is the command. Each candidate
 * is a whole word; one that ends in `=`, `/` or `:` gets no blank after it. Undefined: complete file names instead.
 */
export type Complete = (
  words: readonly string[],
  index: number,
  context: CompletionContext,
) => Promise<readonly string[] | undefined>;

/** One command a learner can type. */
export interface Command {
  readonly name: string;
  readonly program: Program;
  /** On which machines it is installed. */
  readonly kinds: readonly MachineKind[];
  readonly complete?: Complete;
}

/** Installed everywhere. */
export const EVERYWHERE: readonly MachineKind[] = ['client', 'node', 'container'];
/** Installed where an administrator works: not in a container's small image. */
export const ON_HOSTS: readonly MachineKind[] = ['client', 'node'];

export type { Process, Program };
