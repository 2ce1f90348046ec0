import { CollectingWriter, createPipe } from '../../cluster/machinery/byte-stream.ts';
import type { Script } from '../parser/ast.ts';
import { endShell } from './end-shell.ts';
import { runCommand, runScript } from './execute.ts';
import { LIMITS } from './limits.ts';
import { startSubshell } from './pipeline.ts';
import type { Evaluator, Shell } from './shell.ts';

/** The one implementation of the interpreter's inner door. */
export const evaluator: Evaluator = {
  run: runScript,
  command: runCommand,
  substitute,
  substituteProcess,
};

/** Runs in a fork of the shell within the same process: its group and terminal are the parent's. */
async function substitute(shell: Shell, script: Script): Promise<string> {
  const forked = shell.fork(shell.process, true);
  const output = new CollectingWriter(LIMITS.substitutionBytes);
  forked.descriptors.set(1, { output, isTerminal: false });
  forked.runText = shell.runText;
  forked.variables.set('$', shell.variables.get('$') ?? String(shell.process.pid));
  const ending = endShell(forked, () => substituteBody(shell, forked, script));
  const status = await shell.interruptible(ending).catch((error: unknown) => {
    forked.abandoned = true;
    throw error;
  });
  shell.substitutionStatus = status;
  shell.status = status;
  return output.text().replaceAll('\0', '').replace(/\n+$/, '');
}

/** `$(<file)` is the file's content. */
async function substituteBody(shell: Shell, forked: Shell, script: Script): Promise<number> {
  const [statement] = script.statements;
  const only = script.statements.length === 1 && statement?.rest.length === 0 ? statement.first.commands : [];
  const [command] = only;
  if (
    only.length !== 1 ||
    command?.type !== 'simple' ||
    command.words.length > 0 ||
    command.redirections.length !== 1
  ) {
    return runScript(forked, script);
  }
  const cat = { parts: [{ type: 'literal' as const, text: 'cat' }], plain: 'cat' };
  return runCommand(forked, { ...command, words: [cat], line: shell.line });
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
