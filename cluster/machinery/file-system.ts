import type { FileChange } from './tree-changes.ts';

/** The files of a machine. Paths are absolute and normalised by the caller; errors are `FileError`s with errno codes. */
export interface FileSystem {
  read(path: string): Uint8Array;
  /** Creates or replaces the file; the directory must exist. */
  write(path: string, bytes: Uint8Array, mode?: number): void;
  append(path: string, bytes: Uint8Array): void;
  /** Follows symbolic links. Throws ENOENT. */
  stat(path: string): FileStat;
  /** Does not follow the last link. */
  linkStat(path: string): FileStat;
  exists(path: string): boolean;
  /** Names in the directory, sorted by code unit. */
  list(path: string): string[];
  makeDirectory(path: string, options?: { recursive?: boolean; mode?: number }): void;
  remove(path: string, options?: { recursive?: boolean }): void;
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  /** Another name for the file at `existing` (link(2)). */
  hardLink(existing: string, path: string): void;
  readLink(path: string): string;
  setMode(path: string, mode: number): void;
  /** Numbers of the user and the group (chown(2)). */
  setOwner(path: string, uid: number, gid: number): void;
  setModified(path: string, modifiedMs: number): void;
  /** When it was last read. Reading itself does not set it (as with the mount option noatime). */
  setAccessed(path: string, accessedMs: number): void;
  /** The path with every link resolved. */
  resolve(path: string): string;
  /** Bytes held, for limits (ENOSPC beyond them). */
  usedBytes(): number;
  /** `changes` counts from now on. Until this is called: from the shared layer. */
  markStart(): void;
  /** What differs from the start, without what is mounted. */
  changes(): FileChange[];
  /** Calls `listener` after each change of the file at `path` (inotify(7)); the returned function stops it. */
  watch(path: string, listener: () => void): () => void;
}

export interface FileStat {
  kind: 'file' | 'directory' | 'link' | 'device' | 'fifo';
  /** Permission bits, e.g. 0o644. */
  mode: number;
  sizeBytes: number;
  modifiedMs: number;
  accessedMs: number;
  /** When the inode was last changed: the content, or who may do what with it. */
  changedMs: number;
  createdMs: number;
  /** Unique within a file system; stays with a file as long as it is there. */
  inode: number;
  /** How many names it has; a directory has its own, `.`, and `..` of each directory in it. */
  links: number;
  /** A device's numbers. */
  deviceNumbers?: readonly [major: number, minor: number];
  owner: string;
  group: string;
  uid: number;
  gid: number;
}

export type FileErrorCode =
  | 'ENOENT'
  | 'EEXIST'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'ENOTEMPTY'
  | 'EACCES'
  | 'EPERM'
  | 'EROFS'
  | 'ELOOP'
  | 'ENOSPC'
  | 'EXDEV'
  | 'EINVAL';

const FILE_ERROR_TEXTS: Record<FileErrorCode, string> = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ELOOP: 'Too many levels of symbolic links',
  ENOSPC: 'No space left on device',
  EXDEV: 'Invalid cross-device link',
  EINVAL: 'Invalid argument',
};

/** `message` is strerror(3)'s text, so a command prints `${name}: ${path}: ${error.message}`. */
export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;
  constructor(code: FileErrorCode, path: string) {
    super(FILE_ERROR_TEXTS[code]);
    this.code = code;
    this.path = path;
  }
}
