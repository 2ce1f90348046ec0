import { createPipe } from '../../cluster/machinery/byte-stream.ts';
import type { Command, Pipeline, Script, Statement } from '../parser/ast.ts';
import { pipelineText, statementText } from '../parser/command-text.ts';
import { runCompound } from './compound.ts';
import { ExitShell } from './control-flow.ts';
import { trackJob, waitInForeground } from './foreground.ts';
import { startElements, startSubshell } from './pipeline.ts';
import type { Shell } from './shell.ts';
import { runSimple } from './simple-command.ts';
import { timedPipeline } from './timed.ts';

export async function runScript(shell: Shell, script: Script): Promise<number> {
  for (const statement of script.statements) shell.status = await runStatement(shell, statement);
  return shell.status;
}

async function runStatement(shell: Shell, statement: Statement): Promise<number> {
  const wait = shell.checkpoint();
  if (wait) await wait;
  if (shell.options.has('noexec')) return 0;
  if (statement.background) return await runInBackground(shell, statement);
  const { rest } = statement;
  if (rest.length === 0) return await runPipeline(shell, statement.first);
  // Only the last pipeline of an and-or list ends the shell under `set -e`.
  let status = await asCondition(shell, () => runPipeline(shell, statement.first));
  for (const [index, { operator, pipeline }] of rest.entries()) {
    shell.status = status;
    if ((status === 0) !== (operator === '&&')) continue;
    const isLast = index === rest.length - 1;
    status = isLast ? await runPipeline(shell, pipeline) : await asCondition(shell, () => runPipeline(shell, pipeline));
  }
  return status;
}

/** Runs where `set -e` and the ERR trap do not apply. */
async function asCondition(shell: Shell, run: () => Promise<number>): Promise<number> {
  shell.conditionDepth++;
  try {
    return await run();
  } finally {
    shell.conditionDepth--;
  }
}

async function runInBackground(shell: Shell, statement: Statement): Promise<number> {
  const { first, rest } = statement;
  const text = statementText({ ...statement, background: false });
  const body: Script = { statements: [{ ...statement, background: false }] };
  const processes =
    rest.length === 0 && !first.negated && !first.timed
      ? await startElements(shell, first.commands, { background: true })
      : [startSubshell(shell, { descriptors: shell.descriptors, background: true }, (sub) => runScript(sub, body))];
  const { job } = trackJob(shell, processes, text, true);
  shell.lastBackgroundPid = processes.at(-1)?.pid;
  job.isFresh = shell.interactive;
  if (shell.interactive) await shell.write(2, `[${job.id}] ${shell.lastBackgroundPid}\n`);
  return 0;
}

async function runPipeline(shell: Shell, pipeline: Pipeline): Promise<number> {
  if (pipeline.timed) return timedPipeline(shell, pipeline, (untimed) => runPipeline(shell, untimed));
  if (pipeline.negated) {
    const status = await asCondition(shell, () => runCommands(shell, pipeline));
    return status === 0 ? 1 : 0;
  }
  const status = await runCommands(shell, pipeline);
  const failed = status !== 0 && shell.conditionDepth === 0;
  const counts = pipeline.commands.length !== 1 || !DELEGATES.has(pipeline.commands[0]!.type);
  if (failed && counts) {
    shell.status = status;
    if (shell.traps.has('ERR')) await shell.runTrap('ERR');
    if (shell.options.has('errexit')) throw new ExitShell(status);
  }
  return status;
}

/** Compound commands whose failing last statement has been judged already, where it stands. */
const DELEGATES = new Set<Command['type']>([
  'group',
  'if',
  'for',
  'select',
  'arithmetic-for',
  'while',
  'until',
  'case',
]);

async function runCommands(shell: Shell, pipeline: Pipeline): Promise<number> {
  const [only, ...others] = pipeline.commands;
  if (!only) return 0;
  if (others.length === 0 && only.type !== 'subshell') {
    const status = await runCommand(shell, only);
    shell.pipeStatuses = [status];
    return status;
  }
  if (others.length > 0 && shell.shellOptions.has('lastpipe') && !shell.options.has('monitor')) {
    return runLastHere(shell, pipeline);
  }
  const processes = await startElements(shell, pipeline.commands, { background: false });
  const { job, done } = trackJob(shell, processes, pipelineText(pipeline), false);
  return waitInForeground(shell, job, done);
}

/** `shopt -s lastpipe`: the last command of a pipeline runs in this shell. */
async function runLastHere(shell: Shell, pipeline: Pipeline): Promise<number> {
  const { reader, writer } = createPipe();
  const before = pipeline.commands.slice(0, -1);
  const output = { output: writer, isTerminal: false };
  const processes = await startElements(shell, before, { background: false, output });
  const { job, done } = trackJob(shell, processes, pipelineText(pipeline), false);
  const saved = shell.descriptors;
  shell.descriptors = new Map(saved).set(0, { input: reader, isTerminal: false });
  let status: number;
  try {
    status = await runCommand(shell, pipeline.commands.at(-1)!);
  } finally {
    reader.close();
    shell.descriptors = saved;
  }
  const piped = await waitInForeground(shell, job, done);
  shell.pipeStatuses = [...shell.pipeStatuses, status];
  return shell.options.has('pipefail') && status === 0 ? piped : status;
}

const alone = (command: Command): Pipeline => ({ negated: false, commands: [command], text: '' });

/** What the DEBUG trap runs before. */
const DEBUGGED = new Set<Command['type']>(['simple', 'case', 'conditional', 'arithmetic-command', 'arithmetic-for']);

/** One command in this shell. */
export function runCommand(shell: Shell, command: Command): Promise<number> {
  shell.line = command.line;
  if (command.type === 'subshell') return runCommands(shell, alone(command));
  if (!shell.inTrap) shell.command = command;
  if (shell.traps.has('DEBUG') && DEBUGGED.has(command.type)) {
    return shell.runTrap('DEBUG').then(() => runTraced(shell, command));
  }
  return runTraced(shell, command);
}

function runTraced(shell: Shell, command: Exclude<Command, { type: 'subshell' }>): Promise<number> {
  return command.type === 'simple' ? runSimple(shell, command) : runCompound(shell, command);
}
