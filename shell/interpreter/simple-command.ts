import { FileError } from '../../cluster/machinery/file-system.ts';
import type { SimpleCommand, Word } from '../parser/ast.ts';
import { assignAll } from './assign.ts';
import type { Builtin } from './builtins/builtin.ts';
import { findBuiltin, SPECIAL_BUILTINS } from './builtins/table.ts';
import { ClosedOutput, CommandError, GivenUp, ShellError } from './control-flow.ts';
import { expandAssigned, expandToString, expandWords } from './expand.ts';
import { redirect } from './redirect.ts';
import { runFunction } from './run-function.ts';
import { runProgram } from './run-program.ts';
import type { Shell } from './shell.ts';
import { traceArray, traceWords } from './trace.ts';

/** Assignments, words and redirections: expands them, finds what the first word names, and runs it. */
export async function runSimple(shell: Shell, command: SimpleCommand): Promise<number> {
  shell.substitutionStatus = 0;
  const saved = shell.descriptors;
  try {
    const args = plainArguments(command.words) ?? (await expandArguments(shell, command.words));
    if (args.length === 0) return await runAssignments(shell, command);
    const status = await runWords(shell, command, args, saved);
    shell.lastArgument = args.at(-1)!;
    return status;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await shell.complain(error.message);
    return error.status;
  } finally {
    if (shell.openSubstitutions.length > 0) for (const writer of shell.openSubstitutions.splice(0)) writer.close();
    if (!shell.keepDescriptors) shell.descriptors = saved;
    shell.keepDescriptors = false;
  }
}

async function runAssignments(shell: Shell, command: SimpleCommand): Promise<number> {
  if (command.redirections.length > 0) {
    await directed(shell, command);
  }
  await assignAll(shell, command.assignments);
  shell.lastArgument = '';
  return shell.substitutionStatus;
}

function runWords(
  shell: Shell,
  command: SimpleCommand,
  args: readonly string[],
  saved: Shell['descriptors'],
): Promise<number> {
  if (command.assignments.length === 0) return runDirected(shell, command, args, saved);
  // Redirections do not see what is assigned for the command.
  const redirected = command.redirections.length > 0 ? directed(shell, command) : Promise.resolve();
  return redirected.then(() =>
    withTemporaries(shell, command, async () => {
      if (shell.options.has('xtrace')) await traceWords(shell, args);
      return await dispatch(shell, args, saved);
    }),
  );
}

async function runDirected(
  shell: Shell,
  command: SimpleCommand,
  args: readonly string[],
  saved: Shell['descriptors'],
): Promise<number> {
  if (shell.options.has('xtrace')) await traceWords(shell, args);
  if (command.redirections.length > 0) await directed(shell, command);
  return await dispatch(shell, args, saved);
}

async function directed(shell: Shell, command: SimpleCommand): Promise<void> {
  shell.descriptors = new Map(shell.descriptors);
  await redirect(shell, command.redirections);
}

/** The words themselves where there is nothing to expand in them. */
function plainArguments(words: readonly Word[]): string[] | undefined {
  const args: string[] = [];
  for (const { plain, assignment } of words) {
    if (plain === undefined || assignment) return undefined;
    args.push(plain);
  }
  return args;
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
      const name = assignment.name + subscript;
      const head = `${name}${assignment.append ? '+=' : '='}`;
      if ('elements' in assignment.value) {
        await traceArray(shell, assignment, assignment.value);
        shell.arrayArguments.set(args.length, assignment);
        args.push(assignment.append ? `${name}+=` : name);
      } else args.push(head + (await expandAssigned(shell, assignment.value)));
    }
  }
  return args;
}

function dispatch(shell: Shell, args: readonly string[], saved: Shell['descriptors']): Promise<number> {
  const name = args[0]!;
  shell.commandBefore = shell.commandName;
  shell.commandName = name;
  const builtin = shell.disabledBuiltins.has(name) ? undefined : findBuiltin(name);
  if (shell.functions.has(name) && !(builtin && shell.options.has('posix') && SPECIAL_BUILTINS.has(name))) {
    return runFunction(shell, name, args.slice(1));
  }
  if (name === 'exec' && builtin) return runExec(shell, builtin, args, saved);
  return builtin ? guarded(shell, builtin, args) : runProgram(shell, args);
}

async function runExec(
  shell: Shell,
  builtin: Builtin,
  args: readonly string[],
  saved: Shell['descriptors'],
): Promise<number> {
  const status = await builtin(shell, args);
  shell.keepDescriptors = args.length === 1;
  if (args.length > 1) shell.descriptors = saved;
  return status;
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
  try {
    await assignAll(shell, command.assignments);
    for (const name of names) shell.variables.writable(name).exported = true;
    return await run();
  } finally {
    for (const { name, variable, copy } of before) {
      if (!variable) shell.variables.forget(name);
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
    if (error instanceof FileError || error instanceof ClosedOutput) return writeError(shell, args[0]!, error.message);
    if (error instanceof RangeError) throw new ShellError('xrealloc: cannot allocate memory');
    if (!(error instanceof ShellError) || error instanceof GivenUp || RUNS_COMMANDS.has(args[0]!)) throw error;
    await shell.complain(error.message);
    return 1;
  }
}

/** What a builtin says when its output cannot be written. */
async function writeError(shell: Shell, name: string, reason: string): Promise<number> {
  await shell.complain(`${name}: write error: ${reason}`);
  return 1;
}
