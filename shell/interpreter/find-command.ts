import type { Program } from '../../cluster/machinery/machine.ts';
import { programOfExecutable } from '../../cluster/machinery/standard-files.ts';
import { absolutePath, joinPath } from './path-name.ts';
import type { Shell } from './shell.ts';

/** A program on disk: one of the machine's own, or a script with the interpreter it names. */
export type FoundProgram =
  | { readonly kind: 'program'; readonly path: string; readonly program: Program; readonly prepend: readonly string[] }
  | { readonly kind: 'script'; readonly path: string }
  | { readonly kind: 'error'; readonly message: string; readonly status: 126 | 127 };

/** Finds what a command name runs, as execvp(3) and bash do. */
export function findProgram(shell: Shell, name: string): FoundProgram {
  if (name.includes('/')) return loadFile(shell, name, absolutePath(name, shell.workingDirectory));
  if (!shell.variables.get('PATH')) return loadFile(shell, name, absolutePath(name, shell.workingDirectory));
  const path = searchPath(shell, name);
  if (path !== undefined) return loadFile(shell, path, path);
  const program = shell.machine.programs.find(name);
  // Programs of a machine whose files were replaced (an image of its own) still run by name.
  if (
    program &&
    /(^|:)\/(usr\/)?bin(:|$)/.test(shell.variables.get('PATH') ?? '') &&
    !shell.machine.files.exists('/usr/bin')
  ) {
    return { kind: 'program', path: `/usr/bin/${name}`, program, prepend: [] };
  }
  return { kind: 'error', message: `${name}: ${shell.isAsh ? 'not found' : 'command not found'}`, status: 127 };
}

/** The first executable file of that name in the directories of PATH. */
export function searchPath(shell: Shell, name: string): string | undefined {
  return searchAll(shell, name)[0];
}

export function searchAll(shell: Shell, name: string): string[] {
  const { files } = shell.machine;
  if (name === '') return [];
  return (shell.variables.get('PATH') ?? '').split(':').flatMap((directory) => {
    const path = joinPath(absolutePath(directory || '.', shell.workingDirectory), name);
    if (!files.exists(path)) return [];
    const stat = files.stat(path);
    return stat.kind === 'file' && (stat.mode & 0o111) !== 0 ? [path] : [];
  });
}

function loadFile(shell: Shell, name: string, path: string, depth = 0): FoundProgram {
  const { files, programs } = shell.machine;
  if (!files.exists(path)) return { kind: 'error', message: `${name}: No such file or directory`, status: 127 };
  const stat = files.stat(path);
  if (stat.kind === 'directory') return { kind: 'error', message: `${name}: Is a directory`, status: 126 };
  if ((stat.mode & 0o111) === 0) return { kind: 'error', message: `${name}: Permission denied`, status: 126 };
  const content = files.read(path);
  const programName = programOfExecutable(content);
  const program = programName === undefined ? undefined : programs.find(programName);
  if (program) return { kind: 'program', path, program, prepend: [] };
  const interpreter = /^#!\s*(\S+)(?:[ \t]+(\S.*?))?[ \t]*(?:\n|$)/.exec(
    Buffer.from(content.subarray(0, 256)).toString(),
  );
  if (!interpreter || depth > 3) {
    if (content.includes(0))
      return { kind: 'error', message: `${name}: cannot execute binary file: Exec format error`, status: 126 };
    return { kind: 'script', path };
  }
  const [, interpreterPath = '', argument] = interpreter;
  const found = loadFile(shell, interpreterPath, interpreterPath, depth + 1);
  if (found.kind !== 'program') {
    return {
      kind: 'error',
      message: `${name}: cannot execute: required file not found`,
      status: 127,
    };
  }
  const prepend = [interpreterPath, ...found.prepend.slice(1), ...(argument === undefined ? [] : [argument])];
  return { ...found, path, prepend };
}
