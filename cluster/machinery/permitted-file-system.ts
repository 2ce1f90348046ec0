import { FileError, type FileStat, type FileSystem } from './file-system.ts';
import type { Credentials } from './machine.ts';
import type { FileChange } from './tree-changes.ts';

const [READ, WRITE, SEARCH] = [4, 2, 1];
const STICKY = 0o1000;

/**
 * Files as users other than root may use them, by owner, group and mode (path_resolution(7), inode(7)): no search
 * through directories, no reading and no writing that the bits do not allow.
 */
export class PermittedFileSystem implements FileSystem {
  readonly #files: FileSystem;
  readonly #credentials: Credentials;
  readonly #permissions: Permissions;

  constructor(files: FileSystem, credentials: Credentials) {
    this.#files = files;
    this.#credentials = credentials;
    this.#permissions = new Permissions(files, credentials);
  }

  read(path: string): Uint8Array {
    return this.#needing(READ, path).read(path);
  }

  write(path: string, bytes: Uint8Array, mode?: number): void {
    this.#writing(path).write(path, bytes, mode);
  }

  append(path: string, bytes: Uint8Array): void {
    this.#writing(path).append(path, bytes);
  }

  stat(path: string): FileStat {
    return this.#searching(path).stat(path);
  }

  linkStat(path: string): FileStat {
    return this.#searching(path).linkStat(path);
  }

  exists(path: string): boolean {
    return this.#permissions.isThere(path);
  }

  list(path: string): string[] {
    return this.#needing(READ, path).list(path);
  }

  makeDirectory(path: string, options?: { recursive?: boolean; mode?: number }): void {
    if (!this.exists(path)) this.#permissions.needParent(path, options?.recursive);
    this.#files.makeDirectory(path, options);
  }

  remove(path: string, options?: { recursive?: boolean }): void {
    this.#permissions.needRemovable(path);
    this.#files.remove(path, options);
  }

  rename(from: string, to: string): void {
    this.#permissions.needRemovable(from);
    if (this.exists(to)) this.#permissions.needRemovable(to);
    else this.#permissions.needParent(to);
    this.#files.rename(from, to);
  }

  link(target: string, path: string): void {
    this.#permissions.needParent(path);
    this.#files.link(target, path);
  }

  hardLink(existing: string, path: string): void {
    this.#permissions.needParent(path);
    this.#searching(existing).hardLink(existing, path);
  }

  readLink(path: string): string {
    return this.#searching(path).readLink(path);
  }

  setMode(path: string, mode: number): void {
    this.#permissions.needOwner(path);
    this.#files.setMode(path, mode);
  }

  setOwner(path: string, uid: number, gid: number): void {
    this.#permissions.needOwner(path);
    const isOwnGroup = this.#credentials.groups.includes(gid) || gid === this.#files.stat(path).gid;
    if (uid !== this.#credentials.uid || !isOwnGroup) throw new FileError('EPERM', path);
    this.#files.setOwner(path, uid, gid);
  }

  setModified(path: string, modifiedMs: number): void {
    if (this.#owns(path)) this.#files.setModified(path, modifiedMs);
    else this.#writing(path).setModified(path, modifiedMs);
  }

  setAccessed(path: string, accessedMs: number): void {
    if (this.#owns(path)) this.#files.setAccessed(path, accessedMs);
    else this.#writing(path).setAccessed(path, accessedMs);
  }

  resolve(path: string): string {
    return this.#searching(path).resolve(path);
  }

  usedBytes(): number {
    return this.#files.usedBytes();
  }

  markStart(): void {
    this.#files.markStart();
  }

  changes(): FileChange[] {
    return this.#files.changes();
  }

  watch(path: string, listener: () => void): () => void {
    return this.#files.watch(path, listener);
  }

  #owns(path: string): boolean {
    return this.#searching(path).stat(path).uid === this.#credentials.uid;
  }

  #searching(path: string): FileSystem {
    this.#permissions.search(path);
    return this.#files;
  }

  #needing(right: number, path: string): FileSystem {
    this.#permissions.need(path, right);
    return this.#files;
  }

  #writing(path: string): FileSystem {
    if (this.exists(path)) this.#permissions.need(path, WRITE);
    else this.#permissions.needParent(path);
    return this.#files;
  }
}

/** What a user may do with the files; each method throws EACCES or EPERM where it may not. */
class Permissions {
  readonly #files: FileSystem;
  readonly #credentials: Credentials;

  constructor(files: FileSystem, credentials: Credentials) {
    this.#files = files;
    this.#credentials = credentials;
  }

  /** To a user who may not search a directory, nothing in it is there. */
  isThere(path: string): boolean {
    try {
      this.search(path);
      return this.#files.exists(path);
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }

  /** Every directory on the way, as it is behind the links. */
  search(path: string): void {
    let at = parentOf(path);
    if (!this.#files.exists(at)) return;
    at = this.#files.resolve(at);
    for (let end = at.indexOf('/', 1); ; end = at.indexOf('/', end + 1)) {
      const directory = end < 0 ? at : at.slice(0, end);
      if (!this.#allows(this.#files.stat(directory), SEARCH)) throw new FileError('EACCES', path);
      if (end < 0) return;
    }
  }

  need(path: string, right: number): void {
    this.search(path);
    if (!this.#files.exists(path)) return;
    const stat = this.#files.stat(path);
    if (stat.kind !== 'device' && !this.#allows(stat, right)) throw new FileError('EACCES', path);
  }

  /** To make something there. With directories to be made on the way, the nearest one that is there decides. */
  needParent(path: string, makesDirectories = false): void {
    this.search(path);
    let directory = parentOf(path);
    if (!makesDirectories && !this.#files.exists(directory)) throw new FileError('ENOENT', path);
    while (directory !== '/' && !this.#files.exists(directory)) directory = parentOf(directory);
    if (!this.#allows(this.#files.stat(directory), WRITE | SEARCH)) throw new FileError('EACCES', path);
  }

  needRemovable(path: string): void {
    this.needParent(path);
    const directory = this.#files.stat(parentOf(path));
    if (!(directory.mode & STICKY)) return;
    const { uid } = this.#credentials;
    if (directory.uid !== uid && this.#files.linkStat(path).uid !== uid) throw new FileError('EPERM', path);
  }

  needOwner(path: string): void {
    this.search(path);
    if (this.#files.stat(path).uid !== this.#credentials.uid) throw new FileError('EPERM', path);
  }

  #allows(stat: FileStat, right: number): boolean {
    return allows(this.#credentials, stat, right);
  }
}

/** Whether a user may do with a file what `right` says: 4 read, 2 write, 1 execute or search. Root: access(2). */
export function allows(user: Credentials | undefined, { kind, mode, uid, gid }: FileStat, right: number): boolean {
  if (!user || user.uid === 0) return !(right & SEARCH) || kind === 'directory' || (mode & 0o111) !== 0;
  const isGroup = gid === user.gid || user.groups.includes(gid);
  const bits = uid === user.uid ? mode >> 6 : isGroup ? mode >> 3 : mode;
  return (bits & right) === right;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
