import type { SimpleCommand, Word } from '../parser/ast.ts';
import { assignAll } from './assign.ts';
import type { Builtin } from './builtins/builtin.ts';
import { findBuiltin, SPECIAL_BUILTINS } from './builtins/table.ts';
import { CommandError, ShellError } from './control-flow.ts';
import { expandToString, expandWords } from './expand.ts';
import { quoteWhenNeeded } from './quoting.ts';
import { redirect } from './redirect.ts';
import { runFunction, runProgram } from './run-program.ts';
import type { Shell } from './shell.ts';

/** Assignments, words and redirections: expands them, finds what the first word names, and runs it. */
export async function runSimple(shell: Shell, command: SimpleCommand): Promise<number> {
  shell.substitutionStatus = 0;
  const saved = shell.descriptors;
  try {
    const args = await expandArguments(shell, command.words);
    if (command.redirections.length > 0) {
      shell.descriptors = new Map(shell.descriptors);
      await redirect(shell, command.redirections);
    }
    await trace(shell, command, args);
    if (args.length === 0) {
      await assignAll(shell, command.assignments);
      return shell.substitutionStatus;
    }
    return await dispatch(shell, command, args, saved);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await shell.complain(error.message);
    return error.status;
  } finally {
    for (const writer of shell.openSubstitutions.splice(0)) writer.close();
    if (!shell.keepDescriptors) shell.descriptors = saved;
    shell.keepDescriptors = false;
  }
}

/** Words of declaration commands may be assignments: these are passed on as `name=value` with their arrays aside. */
async function expandArguments(shell: Shell, words: readonly Word[]): Promise<string[]> {
  if (words.every((word) => word.assignment === undefined)) return expandWords(shell, words);
  const args: string[] = [];
  shell.arrayArguments = new Map();
  for (const word of words) {
    const { assignment } = word;
    if (!assignment) args.push(...(await expandWords(shell, [word])));
    else {
      const subscript = assignment.subscript ? `[${await expandToString(shell, assignment.subscript)}]` : '';
      const head = `${assignment.name}${subscript}${assignment.append ? '+=' : '='}`;
      if ('elements' in assignment.value) shell.arrayArguments.set(args.length, assignment);
      args.push(head + ('elements' in assignment.value ? '' : await expandToString(shell, assignment.value)));
    }
  }
  return args;
}

async function trace(shell: Shell, command: SimpleCommand, args: readonly string[]): Promise<void> {
  if (!shell.options.has('xtrace')) return;
  const prefix = shell.variables.get('PS4') ?? '+ ';
  const assignments: string[] = [];
  for (const { name, value } of command.assignments) {
    assignments.push(`${name}=${'elements' in value ? '(…)' : quoteWhenNeeded(await expandToString(shell, value))}`);
  }
  if (args.length + assignments.length === 0) return;
  const words = args.map((arg) => (arg === '' ? "''" : quoteWhenNeeded(arg)));
  await shell.write(2, `${prefix}${[...assignments, ...words].join(' ')}\n`);
}

async function dispatch(
  shell: Shell,
  command: SimpleCommand,
  args: readonly string[],
  saved: Shell['descriptors'],
): Promise<number> {
  const name = args[0]!;
  const definition = shell.functions.get(name);
  const builtin = findBuiltin(name);
  if (definition && !(builtin && shell.options.has('posix') && SPECIAL_BUILTINS.has(name))) {
    return withTemporaries(shell, command, () => runFunction(shell, name, args.slice(1)));
  }
  if (builtin) return runBuiltin(shell, command, builtin, args, saved);
  return withTemporaries(shell, command, () => runProgram(shell, args));
}

async function runBuiltin(
  shell: Shell,
  command: SimpleCommand,
  builtin: Builtin,
  args: readonly string[],
  saved: Shell['descriptors'],
): Promise<number> {
  const name = args[0]!;
  if (name === 'exec') {
    await assignAll(shell, command.assignments);
    const status = await builtin(shell, args);
    shell.keepDescriptors = args.length === 1;
    if (args.length === 1) return status;
    shell.descriptors = saved;
    return status;
  }
  return withTemporaries(shell, command, () => guarded(shell, builtin, args));
}

/** `name=value command`: the variables are set and exported while the command runs. */
async function withTemporaries(shell: Shell, command: SimpleCommand, run: () => Promise<number>): Promise<number> {
  if (command.assignments.length === 0) return run();
  const names = command.assignments.map(({ name }) => name);
  const before = names.map((name) => ({
    name,
    variable: shell.variables.own(name),
    copy: { ...shell.variables.own(name) },
  }));
  await assignAll(shell, command.assignments);
  for (const name of names) shell.variables.writable(name).exported = true;
  try {
    return await run();
  } finally {
    for (const { name, variable, copy } of before) {
      if (!variable) shell.variables.unset(name);
      else {
        delete variable.exported;
        Object.assign(variable, copy);
      }
    }
  }
}

/** Builtins that run commands: an error inside ends the line there, too. */
const RUNS_COMMANDS = new Set(['eval', '.', 'source', 'command', 'builtin']);

async function guarded(shell: Shell, builtin: Builtin, args: readonly string[]): Promise<number> {
  try {
    return await builtin(shell, args);
  } catch (error) {
    if (!(error instanceof ShellError) || RUNS_COMMANDS.has(args[0]!)) throw error;
    await shell.complain(error.message);
    return 1;
  }
}
