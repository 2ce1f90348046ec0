import type { Clock } from '../machinery/clock.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import type { Random } from '../machinery/random.ts';
import type { VolumePayload } from './volume-payload.ts';

const DATA = '/..data';

/**
 * Writes a volume's files so that a reader sees all of the old or all of the new: into a directory named after the time,
 * to which `..data` points, with one link for each first name of a path (pkg/volume/util/atomic_writer.go). Nothing is
 * written when nothing has changed.
 */
export function writeAtomically(
  files: FileSystem,
  payload: VolumePayload,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): void {
  const old = files.exists(DATA) ? `/${files.readLink(DATA)}` : undefined;
  if (old !== undefined && isSame(files, payload)) return;
  const directory = timeName(clock.now(), random);
  files.makeDirectory(`/${directory}`);
  for (const [path, { bytes, mode }] of payload) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (parent) files.makeDirectory(`/${directory}/${parent}`, { recursive: true });
    files.write(`/${directory}/${path}`, bytes, mode);
  }
  if (files.exists(DATA)) files.remove(DATA);
  files.link(directory, DATA);
  const wanted = new Set([...payload.keys()].map((path) => path.split('/')[0] ?? ''));
  const present = new Set(files.list('/').filter((name) => !name.startsWith('..')));
  for (const name of wanted) if (!present.has(name)) files.link(`..data/${name}`, `/${name}`);
  for (const name of present) if (!wanted.has(name) && isOwnLink(files, name)) files.remove(`/${name}`);
  if (old !== undefined) files.remove(old, { recursive: true });
}

/** Not the directory of another volume that is mounted inside. */
function isOwnLink(files: FileSystem, name: string): boolean {
  return files.linkStat(`/${name}`).kind === 'link';
}

function isSame(files: FileSystem, payload: VolumePayload): boolean {
  const paths = filesBelow(files, `/${files.readLink(DATA)}`);
  if (paths.length !== payload.size) return false;
  return [...payload].every(([path, { bytes }]) => {
    const at = `${DATA}/${path}`;
    return files.exists(at) && files.stat(at).kind === 'file' && Buffer.compare(files.read(at), bytes) === 0;
  });
}

function filesBelow(files: FileSystem, directory: string): string[] {
  return files.list(directory).flatMap((name) => {
    const path = `${directory}/${name}`;
    return files.linkStat(path).kind === 'directory' ? filesBelow(files, path) : [path];
  });
}

/** `..2026_01_05_09_00_00.1234567890` */
function timeName(nowMs: number, random: Random): string {
  const time = new Date(nowMs).toISOString().slice(0, 19).replace(/[-:T]/g, '_');
  return `..${time}.${1_000_000_000 + random.integer(2_000_000_000)}`;
}
