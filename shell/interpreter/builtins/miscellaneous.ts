import { evaluateArithmetic } from '../arithmetic.ts';
import { arithmeticVariables } from '../array-access.ts';
import { ShellError } from '../control-flow.ts';
import { type Builtin, fail } from './builtin.ts';
import { usage } from './usage.ts';

export const letBuiltin: Builtin = async (shell, args) => {
  if (args.length === 1) return fail(shell, 'let', 'expression expected');
  let value = 0n;
  try {
    for (const expression of args.slice(1)) value = evaluateArithmetic(expression, arithmeticVariables(shell));
  } catch (error) {
    if (error instanceof ShellError) return fail(shell, 'let', error.message);
    throw error;
  }
  return value === 0n ? 1 : 0;
};

export const times: Builtin = async (shell) => {
  await shell.print('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
};

/** Stops the shell itself: not one that has no job control, nor a login shell. */
export const suspend: Builtin = async (shell, args) => {
  if (!shell.options.has('monitor')) return fail(shell, 'suspend', 'cannot suspend: no job control');
  if (shell.login && args[1] !== '-f') return fail(shell, 'suspend', 'cannot suspend a login shell');
  shell.machine.processes.signal(shell.process.pid, 'SIGSTOP');
  return 0;
};

export const caller: Builtin = async (shell, args) => {
  const [, level] = args;
  if (level !== undefined && !/^[0-9]+$/.test(level)) {
    await fail(shell, 'caller', `${level}: invalid number`);
    return usage(shell, 'caller');
  }
  const found = shell.calls.caller(Number(level ?? 0), level !== undefined);
  if (!found) return 1;
  await shell.print(`${found.line}${level === undefined ? '' : ` ${found.name}`} ${found.source}\n`);
  return 0;
};
