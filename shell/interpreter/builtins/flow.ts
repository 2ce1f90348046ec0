import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { BreakLoop, ContinueLoop, ExitShell, GivenUp, ReturnFromFunction } from '../control-flow.ts';
import { searchPath } from '../find-command.ts';
import { mayLeave } from '../leave-shell.ts';
import { openForReading, ownDescriptor } from '../open-path.ts';
import { absolutePath } from '../path-name.ts';
import { openerOf } from '../redirect.ts';
import { returned } from '../run-function.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';
import { usage } from './usage.ts';

export const colon: Builtin = async () => 0;
export const falseBuiltin: Builtin = async () => 1;

async function statusArgument(shell: Shell, args: readonly string[]): Promise<number> {
  const [name = '', ...given] = args;
  const [text, ...others] = given[0] === '--' ? given.slice(1) : given;
  if (text === undefined) return shell.status;
  if (others.length > 0 && /^[+-]?[0-9]+$/.test(text)) throw new GivenUp(`${name}: too many arguments`);
  if (/^[+-]?[0-9]+$/.test(text)) return Number(text) & 255;
  return fail(shell, name, `${text}: numeric argument required`, 2);
}

export const exit: Builtin = async (shell, args) => {
  const status = await statusArgument(shell, args);
  if (!(await mayLeave(shell))) return 1;
  throw new ExitShell(status);
};

export const logout: Builtin = async (shell, args) =>
  shell.login ? exit(shell, args) : fail(shell, 'logout', "not login shell: use `exit'");

export const returnBuiltin: Builtin = async (shell, args) => {
  if (!shell.calls.inFunction && shell.sourceDepth === 0) {
    return fail(shell, 'return', "can only `return' from a function or sourced script", 2);
  }
  throw new ReturnFromFunction(await statusArgument(shell, args));
};

async function loopLevels(shell: Shell, args: readonly string[]): Promise<number | null> {
  const [name = '', text = '1'] = args;
  if (shell.loopDepth === 0) {
    await fail(shell, name, "only meaningful in a `for', `while', or `until' loop");
    return null;
  }
  if (!/^[0-9]+$/.test(text)) {
    await fail(shell, name, `${text}: numeric argument required`);
    throw new ExitShell(128);
  }
  if (Number(text) < 1) {
    shell.status = await fail(shell, name, `${text}: loop count out of range`);
    throw new BreakLoop(shell.loopDepth, 1);
  }
  return Math.min(Number(text), shell.loopDepth);
}

export const breakBuiltin: Builtin = async (shell, args) => {
  const levels = await loopLevels(shell, args);
  if (levels === null) return shell.loopDepth === 0 ? 0 : 1;
  throw new BreakLoop(levels);
};

export const continueBuiltin: Builtin = async (shell, args) => {
  const levels = await loopLevels(shell, args);
  if (levels === null) return shell.loopDepth === 0 ? 0 : 1;
  throw new ContinueLoop(levels);
};

export const evalBuiltin: Builtin = async (shell, args) => {
  const text = args.slice(args[1] === '--' ? 2 : 1).join(' ');
  if (text.trim() === '') return 0;
  shell.traceDepth++;
  try {
    return await shell.runText(text, { where: 'eval: ', firstLine: shell.line });
  } finally {
    shell.traceDepth--;
  }
};

/** All of a script; null after complaining. A descriptor of the shell's own is read until its end (`source <(…)`). */
async function sourceText(shell: Shell, file: string, path: string): Promise<string | null> {
  try {
    const { input } = openForReading(openerOf(shell), path);
    return Buffer.from(await readAll(input)).toString('utf8');
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await shell.complain(`${file}: ${error.message}`);
    return null;
  }
}

export const source: Builtin = async (shell, args) => {
  const [name = '', file, ...parameters] = args;
  if (file === undefined) {
    await fail(shell, name, 'filename argument required');
    return usage(shell, name);
  }
  const { files } = shell.machine;
  const path = file.includes('/') ? file : (searchPath(shell, file) ?? file);
  const absolute = absolutePath(path, shell.workingDirectory);
  const isOwn = ownDescriptor(absolute) !== undefined;
  if (!isOwn && !files.exists(absolute)) {
    await shell.complain(`${file}: No such file or directory`);
    return 1;
  }
  if (!isOwn && files.stat(absolute).kind === 'directory') return fail(shell, name, `${file}: is a directory`);
  const text = await sourceText(shell, file, absolute);
  if (text === null) return 1;
  const { positional } = shell;
  if (parameters.length > 0) shell.positional = parameters;
  shell.sourceDepth++;
  shell.traceDepth++;
  shell.calls.push({ name: 'source', source: file, line: shell.line, isFunction: false });
  try {
    const where = shell.talks ? { where: `${file}: ` } : {};
    return await returned(shell, () => shell.runText(text, where));
  } finally {
    shell.calls.pop();
    shell.traceDepth--;
    shell.sourceDepth--;
    if (parameters.length > 0) shell.positional = positional;
  }
};

export const shift: Builtin = async (shell, args) => {
  if (args.length > 2) throw new GivenUp('shift: too many arguments');
  const count = Number(args[1] ?? 1);
  if (!Number.isInteger(count)) return fail(shell, 'shift', `${args[1]}: numeric argument required`);
  if (count < 0) return fail(shell, 'shift', `${args[1]}: shift count out of range`);
  if (count > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(count);
  return 0;
};
