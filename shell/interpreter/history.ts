import { FileError } from '../../cluster/machinery/file-system.ts';
import { LIMITS } from './limits.ts';
import { absolutePath } from './path-name.ts';
import { matchesPattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** What is known of a shell's list of history beside its lines. */
export interface HistoryState {
  /** The number of the first line that is kept. */
  base: number;
  /** Lines at the end that the history file does not have. */
  unsaved: number;
  /** Lines of the file that were read. */
  readLines: number;
  /** The command that runs now is the last line. */
  addedCurrent: boolean;
  /** When each line was entered, in ms; as many as there are lines. */
  readonly times: number[];
}

const states = new WeakMap<readonly string[], HistoryState>();

export function historyState(shell: Shell): HistoryState {
  let state = states.get(shell.history);
  if (!state) {
    state = { base: 1, unsaved: 0, readLines: 0, addedCurrent: false, times: [] };
    states.set(shell.history, state);
  }
  return state;
}

/** The history file, or null where HISTFILE is empty. */
export function historyFile(shell: Shell): string | null {
  const file = shell.variables.get('HISTFILE') ?? `${shell.variables.get('HOME') ?? ''}/.bash_history`;
  return file === '' ? null : absolutePath(file, shell.workingDirectory);
}

function limitOf(shell: Shell, name: string): number {
  const value = shell.variables.get(name);
  if (value === undefined || !/^\s*-?\d+\s*$/.test(value)) return LIMITS.historyLines;
  return Number(value) < 0 ? LIMITS.historyLines : Math.min(LIMITS.historyLines, Number(value));
}

/** Lines of a history file; times before them (`#1700000000`) are left out. */
export function readHistoryFile(shell: Shell, path: string): string[] {
  const text = Buffer.from(shell.machine.files.read(path)).toString('utf8');
  return text.split('\n').filter((line) => line !== '' && !/^#\d+$/.test(line));
}

export function loadHistory(shell: Shell): void {
  const path = historyFile(shell);
  if (path === null || !shell.machine.files.exists(path)) return;
  try {
    const lines = readHistoryFile(shell, path);
    historyState(shell).readLines = lines.length;
    for (const line of lines.slice(-limitOf(shell, 'HISTSIZE'))) addLine(shell, line, false);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

/** Adds a line whatever HISTCONTROL says. */
export function addLine(shell: Shell, line: string, isNew = true): void {
  const state = historyState(shell);
  shell.history.push(line);
  state.times.push(shell.machine.clock.now());
  if (isNew) state.unsaved++;
  trimHistory(shell);
}

function trimHistory(shell: Shell): void {
  const state = historyState(shell);
  const most = limitOf(shell, 'HISTSIZE');
  const excess = shell.history.length - most;
  if (excess <= 0) return;
  shell.history.splice(0, excess);
  state.times.splice(0, excess);
  // Lines are numbered on by one, however many a smaller HISTSIZE has cut off.
  state.base++;
  state.unsaved = Math.min(state.unsaved, shell.history.length);
}

/** Takes lines out of the list, by index. */
export function deleteLines(shell: Shell, from: number, count: number): void {
  const state = historyState(shell);
  const inUnsaved = Math.max(0, from + count - (shell.history.length - state.unsaved));
  shell.history.splice(from, count);
  state.times.splice(from, count);
  state.unsaved = Math.max(0, state.unsaved - Math.min(count, inUnsaved));
}

/** Remembers an entered command as HISTCONTROL and HISTIGNORE say; the lines of one become one (`cmdhist`). */
export function recordLine(shell: Shell, text: string): void {
  const state = historyState(shell);
  state.addedCurrent = false;
  const line = text.replace(/\n+$/, '');
  if (line === '' || !shell.options.has('history')) return;
  const control = new Set((shell.variables.get('HISTCONTROL') ?? '').split(':'));
  const both = control.has('ignoreboth');
  if ((both || control.has('ignorespace')) && /^[ \t]/.test(line)) return;
  if ((both || control.has('ignoredups')) && line === shell.history.at(-1)) return;
  if (isIgnored(shell, line)) return;
  if (control.has('erasedups')) {
    for (let at = shell.history.length - 1; at >= 0; at--) if (shell.history[at] === line) deleteLines(shell, at, 1);
  }
  addLine(shell, line);
  state.addedCurrent = true;
}

/** HISTIGNORE: patterns parted by colons; `&` is the line before. */
function isIgnored(shell: Shell, line: string): boolean {
  const patterns = (shell.variables.get('HISTIGNORE') ?? '').split(':').filter((pattern) => pattern !== '');
  return patterns.some((pattern) => (pattern === '&' ? line === shell.history.at(-1) : matchesPattern(line, pattern)));
}

/** What was entered in this shell goes to the end of the file: other terminals' lines stay. */
export function saveHistory(shell: Shell): void {
  const path = historyFile(shell);
  if (path === null || !shell.options.has('history')) return;
  try {
    appendHistory(shell, path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

/** Appends the new lines to a file and keeps the last HISTFILESIZE of it. */
export function appendHistory(shell: Shell, path: string): void {
  const state = historyState(shell);
  const fresh = state.unsaved === 0 ? [] : shell.history.slice(-state.unsaved);
  const before = shell.machine.files.exists(path) ? readHistoryFile(shell, path) : [];
  writeHistoryFile(shell, path, [...before, ...fresh]);
  state.readLines = before.length + fresh.length;
  state.unsaved = 0;
}

export function writeHistoryFile(shell: Shell, path: string, lines: readonly string[]): void {
  const most = limitOf(shell, 'HISTFILESIZE');
  const kept = most === 0 ? [] : lines.slice(-most);
  shell.machine.files.write(path, Buffer.from(kept.map((line) => `${line}\n`).join('')), 0o600);
}
