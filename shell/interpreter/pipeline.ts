import { createPipe, emptyReader } from '../../cluster/machinery/byte-stream.ts';
import type { RunningProcess } from '../../cluster/machinery/machine.ts';
import type { Command, SimpleCommand, Word, WordPart } from '../parser/ast.ts';
import { isBuiltin } from './builtins/table.ts';
import { ShellError } from './control-flow.ts';
import { endShell } from './end-shell.ts';
import { expandWords } from './expand.ts';
import { findProgram } from './find-command.ts';
import type { Descriptors, OpenFile } from './open-file.ts';
import { redirect } from './redirect.ts';
import type { Shell } from './shell.ts';
import { startProcess } from './start-program.ts';
import { traceWords } from './trace.ts';

/** Starts the commands of a pipeline, each with its neighbours' pipes; they run at the same time. */
export async function startElements(
  shell: Shell,
  commands: readonly Command[],
  options: { background: boolean; input?: OpenFile; output?: OpenFile },
): Promise<RunningProcess[]> {
  const processes: RunningProcess[] = [];
  let input: OpenFile | null =
    options.input ??
    (options.background && !shell.options.has('monitor') ? { input: emptyReader, isTerminal: false } : null);
  for (const [index, command] of commands.entries()) {
    const descriptors: Descriptors = new Map(shell.descriptors);
    if (input) descriptors.set(0, input);
    const previous = input?.input;
    const pipe = index < commands.length - 1 ? createPipe() : null;
    if (!pipe && options.output) descriptors.set(1, options.output);
    if (pipe) descriptors.set(1, { output: pipe.writer, isTerminal: false });
    const group = processes[0]?.group;
    const process = await startElement(shell, command, { descriptors, group, background: options.background });
    void process.exited.then(() => {
      if (pipe) pipe.writer.close();
      else options.output?.output?.close();
      if (index > 0) previous?.close();
    });
    processes.push(process);
    input = pipe && { input: pipe.reader, isTerminal: false };
    if (processes.length === 1 && !options.background && shell.options.has('monitor')) {
      shell.process.terminal?.setForegroundGroup(process.group);
    }
  }
  return processes;
}

interface ElementSettings {
  readonly descriptors: Descriptors;
  readonly group?: number | undefined;
  readonly background: boolean;
}

async function startElement(shell: Shell, command: Command, settings: ElementSettings): Promise<RunningProcess> {
  const direct = command.type === 'simple' ? await startDirectly(shell, command, settings) : null;
  return direct ?? startSubshell(shell, settings, (sub) => runElement(sub, command));
}

async function runElement(sub: Shell, command: Command): Promise<number> {
  const statement = {
    first: {
      negated: false,
      commands: [command.type === 'subshell' ? { ...command, type: 'group' as const } : command],
      text: '',
    },
    rest: [],
    background: false,
    text: '',
  };
  return sub.evaluator.run(sub, { statements: [statement] });
}

/**
 * A program that needs no subshell around it: its words hold no substitutions, so they can be expanded here without a
 * difference. Null when it has to be a subshell after all.
 */
async function startDirectly(
  shell: Shell,
  command: SimpleCommand,
  settings: ElementSettings,
): Promise<RunningProcess | null> {
  const targets = command.redirections.map(({ target }) => target);
  if (command.words.length === 0 || command.assignments.length > 0) return null;
  if (![...command.words, ...targets].every(isHarmless)) return null;
  const scratch = shell.fork(shell.process, true);
  scratch.descriptors = new Map(settings.descriptors);
  try {
    const [name, ...args] = await expandWords(scratch, command.words);
    if (name === undefined || shell.functions.has(name) || isBuiltin(name)) return null;
    if (shell.traps.has('DEBUG')) return null;
    const found = findProgram(scratch, name);
    if (found.kind !== 'program') return null;
    await traceWords(scratch, [name, ...args]);
    await redirect(scratch, command.redirections);
    return startProcess(shell, {
      program: found.program,
      args:
        found.prepend.length > 0
          ? [...found.prepend, name.includes('/') ? name : found.path, ...args]
          : [name, ...args],
      descriptors: scratch.descriptors,
      environment: scratch.variables.exported(),
      group: settings.group,
    });
  } catch (error) {
    // The subshell meets the same error and reports it as its own.
    if (error instanceof ShellError && error.status !== 254) return null;
    throw error;
  }
}

function isHarmless(word: Word): boolean {
  const harmless = (part: WordPart): boolean => {
    if (part.type === 'literal' || part.type === 'quoted') return true;
    if (part.type === 'double') return part.parts.every(harmless);
    return part.type === 'parameter' && !part.operation && !part.subscript;
  };
  return word.assignment === undefined && word.parts.every(harmless);
}

/** Starts a fork of this shell as a process of its own. */
export function startSubshell(
  shell: Shell,
  settings: ElementSettings,
  body: (sub: Shell) => Promise<number>,
): RunningProcess {
  // Forked now: what the parent changes later is not seen.
  const snapshot = shell.fork(shell.process, true);
  snapshot.descriptors = new Map(settings.descriptors);
  return startProcess(shell, {
    program: async (process) => {
      const sub = snapshot.fork(process, false);
      sub.subshellDepth = shell.subshellDepth + 1;
      if (settings.background && !shell.options.has('monitor')) process.onSignal('SIGINT', () => {});
      return endShell(sub, () => body(sub));
    },
    args: [shell.name],
    descriptors: settings.descriptors,
    environment: shell.variables.exported(),
    group: settings.group,
  });
}
