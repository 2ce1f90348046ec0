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

export const umask: Builtin = async (shell, args) => {
  const [, mode] = args;
  if (mode === undefined || mode === '-S') {
    const permissions = 0o777 & ~shell.umask;
    const letters = (bits: number) => `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
    const symbolic = `u=${letters(permissions >> 6)},g=${letters((permissions >> 3) & 7)},o=${letters(permissions & 7)}`;
    await shell.print(`${mode === '-S' ? symbolic : shell.umask.toString(8).padStart(4, '0')}\n`);
    return 0;
  }
  if (!/^[0-7]{1,4}$/.test(mode)) return fail(shell, 'umask', `${mode}: octal number out of range`);
  shell.umask = Number.parseInt(mode, 8) & 0o777;
  return 0;
};

export const times: Builtin = async (shell) => {
  await shell.print('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
};

const RESOURCES: readonly (readonly [string, string, string])[] = [
  ['open files', '-n', '1024'],
  ['max user processes', '-u', '512'],
  ['file size (blocks)', '-f', 'unlimited'],
];

export const ulimit: Builtin = async (shell, args) => {
  const option = args[1] ?? '-f';
  if (option === '-a') {
    await shell.print(RESOURCES.map(([name, flag, value]) => `${`${name}`.padEnd(28)}(${flag}) ${value}\n`).join(''));
    return 0;
  }
  if (args.length > 2) return 0;
  await shell.print(`${RESOURCES.find(([, flag]) => flag === option)?.[2] ?? 'unlimited'}\n`);
  return 0;
};

export const caller: Builtin = async (shell, args) => {
  const [, level] = args;
  if (level !== undefined && !/^[0-9]+$/.test(level)) {
    await fail(shell, 'caller', `${level}: invalid number`);
    return usage(shell, 'caller');
  }
  const found = shell.calls.caller(Number(level ?? 0));
  if (!found) return 1;
  await shell.print(`${found.line}${level === undefined ? '' : ` ${found.name}`} ${found.source}\n`);
  return 0;
};
