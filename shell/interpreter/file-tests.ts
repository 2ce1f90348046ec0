import type { FileStat } from '../../cluster/machinery/file-system.ts';
import { allows } from '../../cluster/machinery/permitted-file-system.ts';
import { elementAt, keyOf } from './array-access.ts';
import { ownDescriptor } from './open-path.ts';
import { absolutePath } from './path-name.ts';
import type { Shell } from './shell.ts';

/** The one-argument conditions of `[[ ]]` and test(1); undefined for an operator that is not one of them. */
export function unaryTest(shell: Shell, operator: string, operand: string): boolean | undefined {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v':
      return isSet(shell, operand);
    case '-R':
      return shell.variables.own(operand)?.reference !== undefined;
    case '-o':
      return shell.options.has(operand);
    case '-t':
      return shell.descriptors.get(Number(operand))?.isTerminal ?? false;
    default:
      return /^-[abcdefghkprsuwxzGLNOS]$/.test(operator) ? fileTest(shell, operator, operand) : undefined;
  }
}

function isSet(shell: Shell, name: string): boolean {
  const [, base = name, subscript] = /^(\w+)\[(.*)\]$/s.exec(name) ?? [];
  const variable = shell.variables.find(base);
  if (subscript === undefined) return shell.variables.get(base) !== undefined;
  if (!variable) return false;
  if (subscript === '@' || subscript === '*') return (variable.indexed?.size ?? variable.associative?.size ?? 0) > 0;
  return elementAt(variable, keyOf(shell, variable, subscript)) !== undefined;
}

function fileTest(shell: Shell, operator: string, operand: string): boolean {
  if (operand === '') return false;
  const isLink = operator === '-h' || operator === '-L';
  const stat = statOf(shell, operand, isLink);
  if (!stat) return false;
  const { credentials } = shell.machine;
  switch (operator) {
    case '-f':
      return stat.kind === 'file';
    case '-d':
      return stat.kind === 'directory';
    case '-h':
    case '-L':
      return stat.kind === 'link';
    case '-c':
      return stat.kind === 'device';
    case '-s':
      return stat.sizeBytes > 0;
    case '-r':
      return allows(credentials, stat, 4);
    case '-w':
      return allows(credentials, stat, 2);
    case '-x':
      return allows(credentials, stat, 1);
    case '-O':
      return stat.uid === (credentials?.uid ?? 0);
    case '-G':
      return stat.gid === (credentials?.gid ?? 0);
    case '-p':
      return stat.kind === 'fifo';
    case '-b':
    case '-S':
      return false;
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    default:
      return true;
  }
}

function statOf(shell: Shell, path: string, ofLink: boolean): FileStat | undefined {
  const { files } = shell.machine;
  let absolute = absolutePath(path, shell.workingDirectory);
  const number = ownDescriptor(absolute);
  const open = number === undefined ? undefined : shell.descriptors.get(number);
  try {
    // A redirection of the shell's own is not one of its process.
    if (open && !ofLink && !open.isTerminal) {
      const file = (open.input ?? open.output)?.file;
      if (file === undefined) return { ...files.stat('/dev/null'), kind: 'fifo' };
      absolute = file;
    }
    return ofLink ? files.linkStat(absolute) : files.stat(absolute);
  } catch {
    return undefined;
  }
}

/** The two-argument conditions other than pattern matches; undefined for an operator that is not one of them. */
export function binaryTest(
  shell: Shell,
  left: string,
  operator: string,
  right: string,
  number: (text: string) => bigint,
): boolean | undefined {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
      return number(left) === number(right);
    case '-ne':
      return number(left) !== number(right);
    case '-lt':
      return number(left) < number(right);
    case '-le':
      return number(left) <= number(right);
    case '-gt':
      return number(left) > number(right);
    case '-ge':
      return number(left) >= number(right);
    case '-nt':
      return modified(shell, left) > modified(shell, right);
    case '-ot':
      return modified(shell, left) < modified(shell, right);
    case '-ef':
      return isSameFile(shell, left, right);
    default:
      return undefined;
  }
}

function isSameFile(shell: Shell, left: string, right: string): boolean {
  const { files } = shell.machine;
  const paths = [left, right].map((path) => absolutePath(path, shell.workingDirectory));
  if (!paths.every((path) => files.exists(path))) return false;
  return (
    files.resolve(paths[0]!) === files.resolve(paths[1]!) || files.stat(paths[0]!).inode === files.stat(paths[1]!).inode
  );
}

function modified(shell: Shell, path: string): number {
  return statOf(shell, path, false)?.modifiedMs ?? -1;
}
