import { CollectingWriter, createPipe } from '../../cluster/machinery/byte-stream.ts';
import type { Redirection, Script } from '../parser/ast.ts';
import { CommandError } from './control-flow.ts';
import { endShell } from './end-shell.ts';
import { runCommand, runScript } from './execute.ts';
import { expandText, expandToString } from './expand.ts';
import { LIMITS } from './limits.ts';
import { startSubshell } from './pipeline.ts';
import { expandPrompt } from './prompt.ts';
import { redirect } from './redirect.ts';
import { runText } from './run-text.ts';
import type { Shell } from './shell.ts';
import type { Evaluator } from './shell-parts.ts';

/** The one implementation of the interpreter's inner door. */
export const evaluator: Evaluator = {
  run: runScript,
  command: runCommand,
  substitute,
  text: runText,
  prompt: (shell, text) => expandText(shell, expandPrompt(shell, text)),
  string: expandToString,
  substituteProcess,
};

/** Runs in a fork of the shell within the same process: its group and terminal are the parent's. */
async function substitute(shell: Shell, script: Script): Promise<string> {
  const forked = shell.fork(shell.process, true);
  const output = new CollectingWriter(LIMITS.substitutionBytes);
  forked.descriptors.set(1, { output, isTerminal: false });
  forked.variables.set('$', shell.variables.get('$') ?? String(shell.process.pid));
  forked.traceDepth++;
  if (!shell.shellOptions.has('inherit_errexit') && !shell.options.has('posix')) forked.options.delete('errexit');
  const ending = endShell(forked, () => substituteBody(forked, script));
  const status = await shell.interruptible(ending).catch((error: unknown) => {
    forked.abandoned = true;
    throw error;
  });
  shell.substitutionStatus = status;
  shell.status = status;
  return output.text().replaceAll('\0', '').replace(/\n+$/, '');
}

/** `$(<file)` is the file's content. */
async function substituteBody(forked: Shell, script: Script): Promise<number> {
  const [statement] = script.statements;
  const only = script.statements.length === 1 && statement?.rest.length === 0 ? statement.first.commands : [];
  const [command] = only;
  if (
    only.length !== 1 ||
    command?.type !== 'simple' ||
    command.words.length > 0 ||
    command.assignments.length > 0 ||
    command.redirections.length !== 1 ||
    command.redirections[0]!.operator !== '<'
  ) {
    return runScript(forked, script);
  }
  return readFile(forked, command.redirections);
}

async function readFile(forked: Shell, redirections: readonly Redirection[]): Promise<number> {
  try {
    await redirect(forked, redirections);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await forked.complain(error.message);
    return error.status;
  }
  const input = forked.descriptors.get(redirections[0]!.descriptor ?? 0)?.input;
  const output = forked.descriptors.get(1)?.output;
  for (let chunk = await input?.read(); chunk; chunk = await input?.read()) await output?.write(chunk);
  return 0;
}

function substituteProcess(shell: Shell, script: Script, direction: '<' | '>'): string {
  const pipe = createPipe();
  let number = 63;
  while (shell.descriptors.has(number)) number--;
  const descriptors = new Map(shell.descriptors);
  if (direction === '<') descriptors.set(1, { output: pipe.writer, isTerminal: false });
  else descriptors.set(0, { input: pipe.reader, isTerminal: false });
  const started = startSubshell(shell, { descriptors, background: true }, (sub) => runScript(sub, script));
  shell.lastBackgroundPid = started.pid;
  void started.exited.then(() => (direction === '<' ? pipe.writer.close() : pipe.reader.close()));
  const ours = direction === '<' ? { input: pipe.reader } : { output: pipe.writer };
  // Given to the command whose words these are; forgotten when its descriptors are restored.
  shell.descriptors = new Map(shell.descriptors).set(number, { ...ours, isTerminal: false });
  if (direction === '>') shell.openSubstitutions.push(pipe.writer);
  return `/dev/fd/${number}`;
}
