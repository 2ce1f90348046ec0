import { ReturnFromFunction, ShellError } from './control-flow.ts';
import { findProgram } from './find-command.ts';
import { trackJob, waitInForeground } from './foreground.ts';
import { LIMITS } from './limits.ts';
import type { Shell } from './shell.ts';
import { startProcess } from './start-program.ts';

/** Calls a function with these arguments. */
export async function runFunction(shell: Shell, name: string, args: readonly string[]): Promise<number> {
  const definition = shell.functions.get(name)!;
  if (shell.functionNames.length >= LIMITS.functionDepth) {
    throw new ShellError(`${name}: maximum function nesting level exceeded (${LIMITS.functionDepth})`);
  }
  const { positional, loopDepth } = shell;
  shell.positional = [...args];
  shell.loopDepth = 0;
  shell.functionNames.push(name);
  shell.variables.pushScope();
  try {
    return await shell.evaluator.command(shell, definition.body);
  } catch (thrown) {
    if (thrown instanceof ReturnFromFunction) return thrown.status;
    throw thrown;
  } finally {
    shell.variables.popScope();
    shell.functionNames.pop();
    shell.positional = positional;
    shell.loopDepth = loopDepth;
  }
}

/** Runs a program and waits for it. */
export async function runProgram(shell: Shell, args: readonly string[]): Promise<number> {
  const name = args[0]!;
  const found = findProgram(shell, name);
  if (found.kind === 'error') {
    const handler = shell.functions.has('command_not_found_handle') && found.status === 127 && !name.includes('/');
    if (handler) return runFunction(shell, 'command_not_found_handle', args);
    await shell.complain(found.message);
    return found.status;
  }
  const started = startProcess(shell, {
    program: found.kind === 'program' ? found.program : scriptProgram(shell),
    args: programArguments(found, args),
    descriptors: shell.descriptors,
    environment: { ...shell.variables.exported(), _: found.path },
  });
  const { job, done } = trackJob(shell, [started], args.join(' '), false);
  return waitInForeground(shell, job, done);
}

function programArguments(
  found: Exclude<ReturnType<typeof findProgram>, { kind: 'error' }>,
  args: readonly string[],
): readonly string[] {
  if (found.kind === 'script') return ['bash', found.path, ...args.slice(1)];
  return found.prepend.length > 0 ? [...found.prepend, found.path, ...args.slice(1)] : args;
}

/** A file without `#!` is run by another bash. */
function scriptProgram(shell: Shell) {
  const bash = shell.machine.programs.find('bash');
  if (!bash) throw new ShellError('cannot execute: required file not found', 126);
  return bash;
}
