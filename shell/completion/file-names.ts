import { absolutePath } from '../interpreter/path-name.ts';
import type { Shell } from '../interpreter/shell.ts';

export interface FileChoice {
  /** Only directories, or executables and directories. */
  readonly only?: 'directories' | 'executables';
  readonly ignoresCase?: boolean;
}

/** `~/`, `~user/` and `$NAME/` at the beginning of a path as the shell would expand them. */
export function expandHead(shell: Shell, path: string): string {
  const home = /^~([^/]*)(?=\/|$)/.exec(path);
  if (home) {
    const directory = home[1] === '' ? shell.variables.get('HOME') : homeOf(shell, home[1]!);
    return directory === undefined ? path : directory + path.slice(home[0].length);
  }
  const variable = /^\$\{?([A-Za-z_]\w*)\}?(?=\/)/.exec(path);
  if (!variable) return path;
  return (shell.variables.get(variable[1]!) ?? '') + path.slice(variable[0].length);
}

/** Lines of /etc/passwd, parted. */
export function passwdEntries(shell: Shell): string[][] {
  const { files } = shell.machine;
  if (!files.exists('/etc/passwd')) return [];
  const text = Buffer.from(files.read('/etc/passwd')).toString('utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(':')]));
}

function homeOf(shell: Shell, user: string): string | undefined {
  return passwdEntries(shell).find(([name]) => name === user)?.[5];
}

/** Paths that begin with `word`, in its own form (relative, with `~`). */
export function fileNames(shell: Shell, word: string, { only, ignoresCase }: FileChoice = {}): string[] {
  const { files } = shell.machine;
  const slash = word.lastIndexOf('/') + 1;
  const [head, prefix] = [word.slice(0, slash), word.slice(slash)];
  const directory = absolutePath(expandHead(shell, head) || '.', shell.workingDirectory);
  if (!isDirectoryPath(shell, directory)) return [];
  const folded = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  const wanted = folded(prefix);
  let names: readonly string[];
  try {
    names = files.list(directory);
  } catch {
    return [];
  }
  const dots = prefix === '.' || prefix === '..' ? ['.', '..'] : [];
  return [...dots, ...names].flatMap((name) => {
    if (!folded(name).startsWith(wanted)) return [];
    const path = absolutePath(`${directory}/${name}`, '/');
    const isDirectory = isDirectoryPath(shell, path);
    if (only === 'directories' && !isDirectory) return [];
    if (only === 'executables' && !isDirectory && (modeOf(shell, path) & 0o111) === 0) return [];
    return [head + name];
  });
}

export function isDirectoryPath(shell: Shell, path: string): boolean {
  const { files } = shell.machine;
  const absolute = absolutePath(expandHead(shell, path), shell.workingDirectory);
  try {
    return files.exists(absolute) && files.stat(absolute).kind === 'directory';
  } catch {
    return false;
  }
}

function modeOf(shell: Shell, path: string): number {
  try {
    return shell.machine.files.stat(path).mode ?? 0;
  } catch {
    return 0;
  }
}
