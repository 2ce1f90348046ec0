import { FileError } from '../../../cluster/machinery/file-system.ts';
import {
  addLine,
  appendHistory,
  deleteLines,
  historyFile,
  historyState,
  readHistoryFile,
  writeHistoryFile,
} from '../history.ts';
import { expandHistory } from '../history-expansion.ts';
import { absolutePath } from '../path-name.ts';
import type { Shell } from '../shell.ts';
import { formatTime } from '../time-format.ts';
import { type Builtin, fail } from './builtin.ts';

const USAGE = 'history: usage: history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]\n';

export const history: Builtin = async (shell, args) => {
  let action = '';
  let at = 1;
  let clears = false;
  let deletes: string | undefined;
  for (; at < args.length && /^-[a-z]/.test(args[at]!); at++) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'c') clears = true;
      else if (letter === 'd') deletes = args[++at];
      else if ('anrwps'.includes(letter)) {
        if (action !== '' && action !== letter && 'anrw'.includes(letter) && 'anrw'.includes(action))
          return fail(shell, 'history', 'cannot use more than one of -anrw');
        action = letter;
      } else {
        await shell.complain(`history: -${letter}: invalid option`);
        await shell.write(2, USAGE);
        return 2;
      }
    }
  }
  if (args[at] === '--') at++;
  const operands = args.slice(at);
  if (clears) clear(shell);
  if (deletes !== undefined) return deleteEntries(shell, deletes);
  if (action === 's') return store(shell, operands);
  if (action === 'p') return print(shell, operands);
  if (action !== '') return withFile(shell, action, operands[0]);
  return clears ? 0 : list(shell, operands);
};

function clear(shell: Shell): void {
  const state = historyState(shell);
  shell.history.length = 0;
  state.base = 1;
  state.unsaved = 0;
  state.times.length = 0;
}

async function deleteEntries(shell: Shell, spec: string): Promise<number> {
  const { base } = historyState(shell);
  const { length } = shell.history;
  const range = /^(-?\d+)(?:-(-?\d+))?$/.exec(spec);
  const bad = () => fail(shell, 'history', `${spec}: history position out of range`);
  if (!range) return bad();
  const indexOf = (text: string) => (text.startsWith('-') ? length + Number(text) : Number(text) - base);
  const [from, to] = [indexOf(range[1]!), indexOf(range[2] ?? range[1]!)];
  if (from < 0 || from >= length || to < from || to >= length) return bad();
  deleteLines(shell, from, to - from + 1);
  return 0;
}

/** The command that says so is not itself remembered. */
function forgetCurrent(shell: Shell): void {
  const state = historyState(shell);
  if (state.addedCurrent && shell.history.length > 0) deleteLines(shell, shell.history.length - 1, 1);
  state.addedCurrent = false;
}

function store(shell: Shell, words: readonly string[]): number {
  if (words.length === 0) return 0;
  forgetCurrent(shell);
  addLine(shell, words.join(' '));
  return 0;
}

async function print(shell: Shell, words: readonly string[]): Promise<number> {
  forgetCurrent(shell);
  let status = 0;
  for (const word of words) {
    const expanded = expandHistory(word, shell.history, historyState(shell).base);
    if ('error' in expanded) status = await fail(shell, 'history', `${word}: history expansion failed`);
    else await shell.print(`${expanded.text}\n`);
  }
  return status;
}

async function withFile(shell: Shell, action: string, name: string | undefined): Promise<number> {
  const path = name === undefined ? historyFile(shell) : absolutePath(name, shell.workingDirectory);
  if (path === null) return 0;
  try {
    if (action === 'a') appendHistory(shell, path);
    else if (action === 'w') {
      writeHistoryFile(shell, path, shell.history);
      historyState(shell).unsaved = 0;
    } else {
      const lines = readHistoryFile(shell, path);
      const state = historyState(shell);
      for (const line of action === 'n' ? lines.slice(state.readLines) : lines) addLine(shell, line, false);
      state.readLines = lines.length;
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(
      shell,
      'history',
      `${path}: cannot ${action === 'a' || action === 'w' ? 'create' : 'read'}: ${error.message}`,
    );
  }
  return 0;
}

async function list(shell: Shell, [count, extra]: readonly string[]): Promise<number> {
  if (count !== undefined && !/^[-+]?[0-9]+$/.test(count))
    return fail(shell, 'history', `${count}: numeric argument required`, 2);
  if (extra !== undefined) return fail(shell, 'history', 'too many arguments');
  const { base, times } = historyState(shell);
  const format = shell.variables.get('HISTTIMEFORMAT');
  const wanted = count === undefined ? shell.history.length : Math.abs(Number(count));
  const first = Math.max(0, shell.history.length - wanted);
  const lines = shell.history.slice(first).map((line, index) => {
    const number = base + first + index;
    const time = format ? formatTime(format, times[number - base] ?? shell.startedMs) : '';
    return `${String(number).padStart(5)}  ${time}${line}\n`;
  });
  await shell.print(lines.join(''));
  return 0;
}
