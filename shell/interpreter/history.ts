import { FileError } from '../../cluster/machinery/file-system.ts';
import { LIMITS } from './limits.ts';
import { absolutePath } from './path-name.ts';
import type { Shell } from './shell.ts';

function historyFile(shell: Shell): string {
  return absolutePath(shell.variables.get('HISTFILE') ?? `${shell.variables.get('HOME') ?? ''}/.bash_history`, '/');
}

export function loadHistory(shell: Shell): void {
  const path = historyFile(shell);
  if (!shell.machine.files.exists(path)) return;
  const lines = Buffer.from(shell.machine.files.read(path)).toString('utf8').split('\n');
  shell.history.push(...lines.filter((line) => line !== '').slice(-LIMITS.historyLines));
}

/** Keeps a line as HISTCONTROL=ignoreboth does: not when it begins with a blank or repeats the last one. */
export function recordLine(shell: Shell, text: string): void {
  const line = text.trimEnd();
  if (line === '' || /^\s/.test(line) || line === shell.history.at(-1)) return;
  shell.history.push(line);
  if (shell.history.length > LIMITS.historyLines) shell.history.shift();
}

export function saveHistory(shell: Shell): void {
  try {
    shell.machine.files.write(
      historyFile(shell),
      Buffer.from(shell.history.map((line) => `${line}\n`).join('')),
      0o600,
    );
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}
