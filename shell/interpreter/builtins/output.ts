import { assignNamed } from '../array-access.ts';
import { echoEscapes } from '../echo-escapes.ts';
import { formatPrintf } from '../printf-format.ts';
import { type Builtin, fail } from './builtin.ts';
import { badOption, usage } from './usage.ts';

export const echo: Builtin = async (shell, args) => {
  let newline = true;
  let escapes = shell.shellOptions.has('xpg_echo');
  let at = 1;
  for (; at < args.length && /^-[neE]+$/.test(args[at]!); at++) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(at).join(' ');
  if (!escapes) {
    await shell.print(text + (newline ? '\n' : ''));
    return 0;
  }
  const { text: escaped, stopped } = echoEscapes(text);
  await shell.print(escaped + (newline && !stopped ? '\n' : ''));
  return 0;
};

export const printf: Builtin = async (shell, args) => {
  let at = 1;
  let variable: string | undefined;
  if (args[at] === '-v') {
    variable = args[at + 1];
    at += 2;
    if (variable === undefined) {
      await fail(shell, 'printf', '-v: option requires an argument');
      return usage(shell, 'printf');
    }
    if (!/^[A-Za-z_]\w*(\[.+\])?$/s.test(variable))
      return fail(shell, 'printf', `\`${variable}': not a valid identifier`, 2);
  } else if (/^-[^-]/.test(args[at] ?? '')) return badOption(shell, 'printf', args[at]!.slice(0, 2));
  if (args[at] === '--') at++;
  const format = args[at];
  if (format === undefined) {
    return usage(shell, 'printf');
  }
  const result = formatPrintf(format, args.slice(at + 1), shell.machine.clock.now());
  // What is printed stays in the buffer until the end; complaints do not.
  for (const message of [...result.errors, ...result.warnings]) await fail(shell, 'printf', message);
  if (variable === undefined) await shell.print(result.text);
  else assignNamed(shell, variable, result.text);
  return result.errors.length > 0 ? 1 : 0;
};
