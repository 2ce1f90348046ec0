import { CollectingWriter, emptyReader, readerOf } from '../../../../cluster/machinery/byte-stream.ts';
import { statusOf } from '../../../interpreter/jobs.ts';
import { startChild } from '../../everyday/child.ts';
import { countLines } from './line-report.ts';
import { firstNonBlank } from './positions.ts';
import { type Vim, VimError } from './vim.ts';

const MAX_OUTPUT = 4 * 1024 * 1024;

/** `%` and `#` in a command are the names of the files. */
export function expandNames(vim: Vim, command: string): string {
  return command.replace(/\\?[%#]/g, (piece) => {
    if (piece.startsWith('\\')) return piece.slice(1);
    const name = piece === '%' ? vim.buffer.name : vim.alternate?.name;
    if (!name)
      throw new VimError(
        piece === '%'
          ? "E499: Empty file name for '%' or '#', only works with \":p:h\""
          : "E194: No alternate file name to substitute for '#'",
      );
    return name;
  });
}

/** Runs a command of the shell without a terminal; what it printed and its status. */
export async function runCaptured(
  vim: Vim,
  command: string,
  input: string | null,
): Promise<{ text: string; status: number }> {
  const output = new CollectingWriter(MAX_OUTPUT);
  const child = startChild(vim.process, ['sh', '-c', expandNames(vim, command)], {
    stdin: input === null ? emptyReader : readerOf(Buffer.from(input)),
    stdout: output,
    stderr: output,
  });
  if ('message' in child) return { text: `${child.message}\n`, status: child.status };
  const status = statusOf(await child.exited);
  return { text: output.text(), status };
}

export function linesOfOutput(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}

/** `:{range}!command`: the lines become what the command makes of them. */
export async function filterRows(vim: Vim, first: number, last: number, command: string): Promise<void> {
  const before = vim.text.lines.slice(first, last + 1);
  const { text, status } = await runCaptured(vim, command, `${before.join('\n')}\n`);
  const lines = linesOfOutput(text);
  const total = vim.text.lines.length;
  vim.text.replace(first, before.length, lines);
  const row = Math.min(first, vim.lastRow);
  vim.moveTo(row, firstNonBlank(vim.text.line(row)));
  if (status !== 0) await vim.screen.page(vim, [vim.typedMessage?.text ?? '', `shell returned ${status}`, '']);
  else if (before.length > 2) vim.say(`${before.length} lines filtered`);
  else countLines(vim, total - vim.text.lines.length);
}
