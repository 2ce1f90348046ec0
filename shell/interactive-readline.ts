import { FileError } from '../cluster/machinery/file-system.ts';
import { expandHead } from './completion/file-names.ts';
import { absolutePath } from './interpreter/path-name.ts';
import type { Shell } from './interpreter/shell.ts';
import { readInitFile } from './line-editor/init-file.ts';
import { Readline } from './line-editor/readline.ts';

const readlines = new WeakMap<Shell, Readline>();

/** A shell's key bindings and line editor settings, from its init files when they are first asked for. */
export function readlineOf(shell: Shell): Readline {
  let readline = readlines.get(shell);
  if (!readline) {
    readline = new Readline();
    readlines.set(shell, readline);
    readInitFiles(shell, readline);
  }
  return readline;
}

/** `$INPUTRC`, or ~/.inputrc, or else /etc/inputrc. */
export function readInitFiles(shell: Shell, readline: Readline): void {
  const own = shell.variables.get('INPUTRC') ?? '~/.inputrc';
  for (const path of [own, '/etc/inputrc']) {
    const text = contentOf(shell, path);
    if (text === undefined) continue;
    applyInitText(shell, readline, text);
    return;
  }
}

export function applyInitText(shell: Shell, readline: Readline, text: string): void {
  readInitFile(readline, text, {
    terminal: shell.variables.get('TERM') ?? 'dumb',
    application: 'Bash',
    include: (path) => contentOf(shell, path),
  });
}

export function contentOf(shell: Shell, path: string): string | undefined {
  const { files } = shell.machine;
  const absolute = absolutePath(expandHead(shell, path), shell.workingDirectory);
  try {
    return files.exists(absolute) ? Buffer.from(files.read(absolute)).toString('utf8') : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
