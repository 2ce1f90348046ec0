import { type ParseArgsConfig, parseArgs } from 'node:util';

export interface CommandContext {
  /** What stands after the command's name. */
  readonly words: readonly string[];
  /** The repository, or where the image holds it. */
  readonly root: string;
}

export interface Command {
  /** One or two words: `serve`, `lab test`. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Answers the exit code, or nothing while the process goes on (a server that listens). */
  run(context: CommandContext): Promise<number | undefined>;
}

/** Arguments that a command does not take. */
export class UsageError extends Error {}

/** Strict: an unknown option is a `UsageError`. */
export function readArguments<T extends NonNullable<ParseArgsConfig['options']>>(
  { words }: CommandContext,
  options: T,
  positionals: { readonly atMost: number },
) {
  try {
    const read = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    if (read.positionals.length > positionals.atMost) {
      throw new UsageError(`unexpected argument “${read.positionals[positionals.atMost]}”`);
    }
    return read;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
