import { sleep } from '../../machinery/clock.ts';
import { FileError, type FileStat } from '../../machinery/file-system.ts';
import type { Process } from '../../machinery/machine.ts';
import { type Flags, parseFlags } from './flags.ts';

const INITIAL_CONTENT = 'mount-tester new file\n';
const LOOP_MS = 2000;
/** statfs(2)'s number for overlayfs. */
const OVERLAY_MAGIC = 0x794c7630;

/** One thing that is looked at, printed or written; false: it failed. */
type Step = (process: Process, path: string, flags: Flags) => Promise<boolean>;

/** In the order in which the tool looks at its flags, which tests rely on. */
const STEPS: readonly (readonly [string, Step])[] = [
  ['fs_type', (process, path) => print(process, `mount type of "${path}": ${fileSystemType(process, path)}`)],
  ['new_file_0644', (process, path) => writeNew(process, path, 0o644)],
  ['new_file_0666', (process, path) => writeNew(process, path, 0o666)],
  ['new_file_0660', (process, path) => writeNew(process, path, 0o660)],
  ['new_file_0777', (process, path) => writeNew(process, path, 0o777)],
  ['file_mode', (process, path) => withStat(process, path, (stat) => [`mode of file "${path}": ${goMode(stat)}`])],
  [
    'file_perm',
    (process, path) =>
      withStat(process, path, ({ mode }) => [
        `perms of file "${path}": ${goMode({ kind: 'file', mode: mode & 0o777 })}`,
      ]),
  ],
  [
    'file_owner',
    (process, path) =>
      withStat(process, path, ({ uid, gid }) => [`owner UID of "${path}": ${uid}`, `owner GID of "${path}": ${gid}`]),
  ],
  ['file_content', readContent],
  ['file_content_in_loop', readInLoop],
];

/** Creates files with given modes and prints types, owners, modes and contents of others. */
export async function mounttest(process: Process): Promise<number> {
  const flags = parseFlags(process.args.slice(2));
  let failed = false;
  for (const [name, step] of STEPS) {
    const path = flags.text(name);
    if (path !== '' && !(await step(process, path, flags))) failed = true;
  }
  return failed ? 1 : 0;
}

async function print(process: Process, ...lines: readonly string[]): Promise<true> {
  await process.stdout.write(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  return true;
}

/** Prints what `look` gives, or what failed, as Go says it: `open /x: no such file or directory`. */
async function attempt(
  process: Process,
  what: string,
  operation: string,
  path: string,
  look: () => readonly string[],
): Promise<boolean> {
  try {
    return await print(process, ...look());
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await print(process, `${what}: ${operation} ${path}: ${error.message.toLowerCase()}`);
    return false;
  }
}

function withStat(process: Process, path: string, lines: (stat: FileStat) => string[]): Promise<boolean> {
  const look = () => lines(process.machine.files.stat(path));
  return attempt(process, `error from Stat("${path}")`, 'stat', path, look);
}

async function writeNew(process: Process, path: string, mode: number): Promise<boolean> {
  const { files } = process.machine;
  const isNew = !files.exists(path);
  const written = await attempt(process, `error writing new file "${path}"`, 'open', path, () => {
    files.write(path, Buffer.from(INITIAL_CONTENT), isNew ? mode : undefined);
    return [];
  });
  return written && readContent(process, path);
}

function readContent(process: Process, path: string): Promise<boolean> {
  const look = () => [`content of file "${path}": ${textOf(process, path)}`];
  return attempt(process, `error reading file content for "${path}"`, 'open', path, look);
}

async function readInLoop(process: Process, path: string, flags: Flags): Promise<boolean> {
  const { clock } = process.machine;
  const untilMs = clock.now() + flags.number('retry_time', 180) * 1000;
  const stopsEarly = flags.text('break_on_expected_content', 'true') !== 'false';
  const look = () => [`content of file "${path}": ${textOf(process, path)}`];
  let read = true;
  while (clock.now() < untilMs && !process.signal.aborted) {
    read = await attempt(process, `Error reading file ${path}`, 'open', path, look);
    if (read && stopsEarly) {
      if (textOf(process, path) === INITIAL_CONTENT) break;
      await print(process, `Unexpected content. Expected: ${INITIAL_CONTENT}. Retrying`);
    }
    await sleep(clock, LOOP_MS);
  }
  return read;
}

function textOf({ machine }: Process, path: string): string {
  return Buffer.from(machine.files.read(path)).toString('utf8');
}

/** `tmpfs` by name, others by number; the longest mount point of /proc/mounts that holds the path. */
function fileSystemType({ machine }: Process, path: string): string {
  const mounts = Buffer.from(machine.files.read('/proc/mounts')).toString('utf8').trimEnd().split('\n');
  const [best] = mounts
    .map((line) => line.split(' '))
    .filter(([, point = '']) => path === point || path.startsWith(point === '/' ? '/' : `${point}/`))
    .sort(([, a = ''], [, b = '']) => b.length - a.length);
  return best?.[2] === 'tmpfs' ? 'tmpfs' : String(OVERLAY_MAGIC);
}

/** Go's FileMode: `-rw-r--r--`, `drwxrwxrwx`, `dgtrwxrwxrwx`. */
export function goMode({ kind, mode }: Pick<FileStat, 'kind' | 'mode'>): string {
  const kinds = { file: '', directory: 'd', link: 'L', device: 'Dc', fifo: 'p' };
  const special = `${mode & 0o4000 ? 'u' : ''}${mode & 0o2000 ? 'g' : ''}${mode & 0o1000 ? 't' : ''}`;
  const bits = Array.from({ length: 9 }, (_, at) => (mode & (1 << (8 - at)) ? 'rwxrwxrwx'[at] : '-'));
  return `${`${kinds[kind]}${special}` || '-'}${bits.join('')}`;
}
