import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { badOption } from './usage.ts';

/** `fc -l`, and `fc -s` to run a line again; without an editor of its own. */
export const fc: Builtin = async (shell, args) => {
  const at = args.findIndex((arg, index) => index > 0 && /^-?[0-9]+$/.test(arg));
  const options = at < 0 ? args : args.slice(0, at);
  const parsed = lettersOf(options, 'elnrs');
  if ('bad' in parsed) return badOption(shell, 'fc', parsed.bad);
  const { letters } = parsed;
  const operands = at < 0 ? parsed.operands : args.slice(at);
  // The line that calls it is in the history already.
  const lines = shell.options.has('history') ? shell.history.slice(0, -1) : shell.history;
  if (letters.has('s')) return runAgain(shell, lines, operands);
  const find = (text: string | undefined, usual: number): number => {
    if (text === undefined) return usual;
    if (/^-[0-9]+$/.test(text)) return Math.max(0, lines.length + Number(text));
    if (/^[0-9]+$/.test(text)) return Math.min(lines.length - 1, Number(text) - 1);
    return lines.findLastIndex((line) => line.startsWith(text));
  };
  const first = find(operands[0], Math.max(0, lines.length - 16));
  const last = find(operands[1], lines.length - 1);
  if (first < 0 || last < 0) return operands.length > 0 ? fail(shell, 'fc', 'no command found') : 0;
  if (!letters.has('l')) return runAgain(shell, lines, operands);
  const chosen = lines.slice(Math.min(first, last), Math.max(first, last) + 1);
  const texts = chosen.map((line, index) => `${letters.has('n') ? '' : Math.min(first, last) + index + 1}\t ${line}\n`);
  if (letters.has('r') !== first > last) texts.reverse();
  await shell.print(texts.join(''));
  return 0;
};

async function runAgain(shell: Shell, lines: readonly string[], operands: readonly string[]): Promise<number> {
  const changes = operands.filter((operand) => operand.includes('='));
  const [wanted] = operands.filter((operand) => !operand.includes('='));
  let line = wanted === undefined ? lines.at(-1) : lines.findLast((text) => text.startsWith(wanted));
  if (wanted !== undefined && /^-?[0-9]+$/.test(wanted))
    line = lines.at(Number(wanted) < 0 ? Number(wanted) : Number(wanted) - 1);
  if (line === undefined) return fail(shell, 'fc', 'no command found');
  for (const change of changes) {
    const at = change.indexOf('=');
    line = line.replace(change.slice(0, at), () => change.slice(at + 1));
  }
  await shell.write(2, `${line}\n`);
  return shell.runText(line);
}
