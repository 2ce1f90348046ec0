import { FileError, type FileSystem } from './file-system.ts';
import { finiteNumber, listOf, oneOf, optional, type Parser, shape, text, wholeNumber } from './parse-json.ts';
import type { FileChange } from './tree-changes.ts';

/** A `FileChange` as JSON. */
export interface FileSnapshot extends Omit<FileChange, 'bytes'> {
  /** A file's content: text where it is UTF-8, else base64. */
  readonly text?: string;
  readonly base64?: string;
}

/** Larger files are left out of snapshots. */
const FILE_BYTES = 256 * 1024;
/** So much of one machine's or volume's files is kept, in the order of their paths. */
const TREE_BYTES = 1024 * 1024;
const TREE_FILES = 4096;

export interface FilesSnapshot {
  readonly files: readonly FileSnapshot[];
  /** Paths of what was too much to keep. */
  readonly leftOut: readonly string[];
}

/** The changes of a file system as JSON, as far as the limits allow. */
export function snapshotFiles(changes: readonly FileChange[]): FilesSnapshot {
  const files: FileSnapshot[] = [];
  const leftOut: string[] = [];
  let held = 0;
  for (const { bytes, ...change } of changes) {
    const size = bytes?.length ?? 0;
    if (size > FILE_BYTES || held + size > TREE_BYTES || files.length >= TREE_FILES) leftOut.push(change.path);
    else {
      held += size;
      files.push(bytes ? { ...change, ...encodeBytes(bytes) } : change);
    }
  }
  return { files, leftOut };
}

export function encodeBytes(bytes: Uint8Array): { text: string } | { base64: string } {
  const buffer = Buffer.from(bytes);
  const decoded = buffer.toString('utf8');
  return Buffer.from(decoded).equals(buffer) ? { text: decoded } : { base64: buffer.toString('base64') };
}

export function decodeBytes(encoded: { readonly text?: string; readonly base64?: string }): Uint8Array {
  return encoded.base64 === undefined ? Buffer.from(encoded.text ?? '') : Buffer.from(encoded.base64, 'base64');
}

const parseFile: Parser<FileSnapshot> = shape<FileSnapshot>({
  path: text,
  kind: oneOf(['file', 'directory', 'link', 'removed']),
  mode: wholeNumber,
  uid: wholeNumber,
  gid: wholeNumber,
  modifiedMs: finiteNumber,
  target: optional(text),
  text: optional(text),
  base64: optional(text),
});

export const parseFiles: Parser<FileSnapshot[]> = listOf(parseFile, TREE_FILES);

/** Makes the changes again. What cannot be made (its directory was left out) is passed over. */
export function restoreFiles(files: FileSystem, snapshot: readonly FileSnapshot[]): void {
  const made = snapshot.filter((change) => attempt(() => makeAgain(files, change)));
  // Times last, from the inside out: what is made in a directory changes the directory's own.
  for (const { path, kind, modifiedMs } of made.reverse()) {
    if (kind === 'file' || kind === 'directory') attempt(() => files.setModified(path, modifiedMs));
  }
}

function makeAgain(files: FileSystem, change: FileSnapshot): void {
  const { path, kind, mode, uid, gid } = change;
  const there = kindOf(files, path);
  if (there !== undefined && there !== kind) files.remove(path, { recursive: true });
  if (kind === 'removed') return;
  if (kind === 'link') {
    if (there === 'link') files.remove(path);
    return files.link(change.target ?? '', path);
  }
  if (kind === 'file') files.write(path, decodeBytes(change), mode);
  else if (there !== 'directory') files.makeDirectory(path, { mode });
  const stat = files.stat(path);
  if (stat.mode !== mode) files.setMode(path, mode);
  if (stat.uid !== uid || stat.gid !== gid) files.setOwner(path, uid, gid);
}

function kindOf(files: FileSystem, path: string): string | undefined {
  let kind: string | undefined;
  attempt(() => {
    kind = files.linkStat(path).kind;
  });
  return kind;
}

function attempt(change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
