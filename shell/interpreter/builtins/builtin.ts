import type { Shell } from '../shell.ts';

/** A command that runs in the shell itself. `args[0]` is its name. Gives its exit status. */
export type Builtin = (shell: Shell, args: readonly string[]) => Promise<number>;

/** `bash: NAME: message` and the status of a failed builtin. */
export async function fail(shell: Shell, name: string, message: string, status = 1): Promise<number> {
  await shell.complain(`${name}: ${message}`);
  return status;
}

/** Splits leading single-letter options (`-an`) from operands; undefined for a letter that is not in `allowed`. */
export function lettersOf(
  args: readonly string[],
  allowed: string,
): { letters: Set<string>; operands: string[] } | { bad: string } {
  const letters = new Set<string>();
  let at = 1;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    if (!/^-./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (!allowed.includes(letter)) return { bad: `-${letter}` };
      letters.add(letter);
    }
  }
  return { letters, operands: args.slice(at) };
}
