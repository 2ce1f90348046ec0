import { commandText, functionText } from '../parser/command-text.ts';
import { ShellError } from './control-flow.ts';
import { findProgram } from './find-command.ts';
import { trackJob, waitInForeground } from './foreground.ts';
import { runFunction } from './run-function.ts';
import type { Shell } from './shell.ts';
import { startProcess } from './start-program.ts';

/** Runs a program and waits for it. */
export async function runProgram(
  shell: Shell,
  args: readonly string[],
  as: { shown?: string; clears?: boolean } = {},
): Promise<number> {
  const name = args[0]!;
  const found = findProgram(shell, name);
  if (found.kind !== 'error' && !name.includes('/')) remember(shell, name, found.path);
  if (found.kind === 'error') {
    const handler = shell.functions.has('command_not_found_handle') && found.status === 127 && !name.includes('/');
    if (handler) return runFunction(shell, 'command_not_found_handle', args);
    await shell.complain(found.message);
    return found.status;
  }
  const started = startProcess(shell, {
    program: found.kind === 'program' ? found.program : scriptProgram(shell),
    args: programArguments(found, as.shown === undefined ? args : [as.shown, ...args.slice(1)]),
    descriptors: shell.descriptors,
    environment: as.clears ? {} : { ...environmentOf(shell), _: found.path },
  });
  const { job, done } = trackJob(shell, [started], shell.command ? commandText(shell.command) : args.join(' '), false);
  return waitInForeground(shell, job, done);
}

/** Exported variables, and functions as bash hands them on to other bashes. */
function environmentOf(shell: Shell): Record<string, string> {
  const environment = shell.variables.exported();
  for (const definition of shell.functions.values()) {
    if (!definition.exported) continue;
    environment[`BASH_FUNC_${definition.name}%%`] = functionText(definition).replace(/^\S+ \(\) \n/, '() ');
  }
  return environment;
}

function remember(shell: Shell, name: string, path: string): void {
  const known = shell.hashed.get(name);
  if (known?.path === path) known.hits++;
  else shell.hashed.set(name, { path, hits: 1 });
}

function programArguments(
  found: Exclude<ReturnType<typeof findProgram>, { kind: 'error' }>,
  args: readonly string[],
): readonly string[] {
  if (found.kind === 'script') return ['bash', shownPath(found.path, args[0]!), ...args.slice(1)];
  return found.prepend.length > 0 ? [...found.prepend, shownPath(found.path, args[0]!), ...args.slice(1)] : args;
}

/** A script is given the path that was typed, or the one that was found in PATH. */
const shownPath = (path: string, typed: string): string => (typed.includes('/') ? typed : path);

/** A file without `#!` is run by another bash. */
function scriptProgram(shell: Shell) {
  const bash = shell.machine.programs.find('bash');
  if (!bash) throw new ShellError('cannot execute: required file not found', 126);
  return bash;
}
