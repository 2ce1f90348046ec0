import { createPipe } from '../../cluster/machinery/byte-stream.ts';
import type { CoprocessCommand } from '../parser/ast.ts';
import { pipelineText } from '../parser/command-text.ts';
import { trackJob } from './foreground.ts';
import { startElements } from './pipeline.ts';
import type { Shell } from './shell.ts';

/** `coproc`: a background job whose input and output are descriptors of the shell, told in the array NAME. */
export async function startCoprocess(shell: Shell, command: CoprocessCommand): Promise<number> {
  const { name, body } = command;
  const [toIt, fromIt] = [createPipe(), createPipe()];
  const process = await startElements(shell, [body], {
    background: true,
    input: { input: toIt.reader, isTerminal: false },
    output: { output: fromIt.writer, isTerminal: false },
  });
  const text = pipelineText({ negated: false, commands: [command], text: '' });
  const { job, done } = trackJob(shell, process, text, true);
  const { descriptors } = shell;
  let reading = 63;
  while (descriptors.has(reading)) reading--;
  descriptors.set(reading, { input: fromIt.reader, isTerminal: false });
  let writing = reading - 3;
  while (descriptors.has(writing)) writing--;
  const output = { write: (bytes: Uint8Array) => toIt.writer.write(bytes), close: () => toIt.writer.close() };
  descriptors.set(writing, { output, isTerminal: false, closesWithDescriptor: true });
  shell.variables.setIndexed(name, [String(reading), String(writing)]);
  shell.lastBackgroundPid = process.at(-1)?.pid;
  shell.variables.set(`${name}_PID`, String(shell.lastBackgroundPid ?? 0));
  if (shell.interactive) await shell.write(2, `[${job.id}] ${shell.lastBackgroundPid}\n`);
  void done.then(() => {
    shell.variables.forget(name);
    shell.variables.forget(`${name}_PID`);
  });
  return 0;
}
