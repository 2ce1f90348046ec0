import { baseName, joinPath } from '../../interpreter/path-name.ts';
import type { Call } from '../everyday/define.ts';

/** What `cp`, `mv`, `ln` and `install` were given, each source with where it goes. */
export interface Transfer {
  readonly source: string;
  readonly target: string;
}

/** Null after complaining. */
export async function transfersOf(call: Call, status = 1): Promise<Transfer[] | null> {
  const sources = [...call.operands];
  const into = call.value('t');
  if (sources.length === 0) {
    await call.misused('missing file operand', status);
    return null;
  }
  if (into !== undefined) {
    if (!(await isUsableDirectory(call, into))) return null;
    return sources.map((source) => ({ source, target: within(into, source) }));
  }
  if (sources.length === 1) {
    await call.misused(`missing destination file operand after '${sources[0]}'`, status);
    return null;
  }
  const target = sources.pop()!;
  if (call.has('T')) {
    if (sources.length === 1) return [{ source: sources[0]!, target }];
    await call.misused(`extra operand '${sources[1]}'`, status);
    return null;
  }
  if (isDirectory(call, target)) return sources.map((source) => ({ source, target: within(target, source) }));
  if (sources.length === 1) return [{ source: sources[0]!, target }];
  const reason = call.process.machine.files.exists(call.path(target)) ? 'Not a directory' : 'No such file or directory';
  await call.complain(`target '${target}': ${reason}`);
  return null;
}

function within(directory: string, source: string): string {
  const name = baseName(source);
  return name === '' || name === '/' ? directory : joinPath(directory, name);
}

async function isUsableDirectory(call: Call, path: string): Promise<boolean> {
  if (isDirectory(call, path)) return true;
  const there = call.process.machine.files.exists(call.path(path));
  await call.complain(`target directory '${path}': ${there ? 'Not a directory' : 'No such file or directory'}`);
  return false;
}

export function isDirectory(call: Call, path: string): boolean {
  const { files } = call.process.machine;
  const absolute = call.path(path);
  if (path === '' || !files.exists(absolute)) return false;
  return (
    files.stat(absolute).kind === 'directory' &&
    !(call.has('n') && call.name === 'ln' && files.linkStat(absolute).kind === 'link')
  );
}

/** What stands in the way of a new file: asked about with -i, kept with -n or when it is newer (-u). */
export type Overwriting = 'replace' | 'keep' | 'ask';

export function overwriting(call: Call): Overwriting {
  let chosen: Overwriting = 'replace';
  for (const [option] of call.given) {
    if (option === 'i') chosen = 'ask';
    else if (option === 'n') chosen = 'keep';
    else if (option === 'f' && call.name === 'mv') chosen = 'replace';
  }
  return chosen;
}

/** The name that -b or -S gives what is replaced; undefined: it is not kept. */
export function backupName(call: Call, target: string): string | undefined {
  return call.has('b') || call.has('S') ? `${target}${call.value('S') ?? '~'}` : undefined;
}

/** A name as coreutils puts it into messages: in quotes of a shell. */
export function quoted(name: string): string {
  if (name.includes("'")) return /["$`\\!]/.test(name) ? `'${name.replaceAll("'", "'\\''")}'` : `"${name}"`;
  return `'${name}'`;
}
