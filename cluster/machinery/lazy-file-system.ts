import type { FileStat, FileSystem } from './file-system.ts';
import type { FileChange } from './tree-changes.ts';

/** A file system that is made when it is first looked at: most containers never look at theirs. */
export class LazyFileSystem implements FileSystem {
  #create: (() => FileSystem) | undefined;
  #made: FileSystem | undefined;

  constructor(create: () => FileSystem) {
    this.#create = create;
  }

  /** It has been looked at. */
  get isMade(): boolean {
    return this.#made !== undefined;
  }

  get #files(): FileSystem {
    if (!this.#made) {
      this.#made = this.#create!();
      this.#create = undefined;
    }
    return this.#made;
  }

  read(path: string): Uint8Array {
    return this.#files.read(path);
  }

  write(path: string, bytes: Uint8Array, mode?: number): void {
    this.#files.write(path, bytes, mode);
  }

  append(path: string, bytes: Uint8Array): void {
    this.#files.append(path, bytes);
  }

  stat(path: string): FileStat {
    return this.#files.stat(path);
  }

  linkStat(path: string): FileStat {
    return this.#files.linkStat(path);
  }

  exists(path: string): boolean {
    return this.#files.exists(path);
  }

  list(path: string): string[] {
    return this.#files.list(path);
  }

  makeDirectory(path: string, options?: { recursive?: boolean; mode?: number }): void {
    this.#files.makeDirectory(path, options);
  }

  remove(path: string, options?: { recursive?: boolean }): void {
    this.#files.remove(path, options);
  }

  rename(from: string, to: string): void {
    this.#files.rename(from, to);
  }

  link(target: string, path: string): void {
    this.#files.link(target, path);
  }

  hardLink(existing: string, path: string): void {
    this.#files.hardLink(existing, path);
  }

  readLink(path: string): string {
    return this.#files.readLink(path);
  }

  setMode(path: string, mode: number): void {
    this.#files.setMode(path, mode);
  }

  setOwner(path: string, uid: number, gid: number): void {
    this.#files.setOwner(path, uid, gid);
  }

  setModified(path: string, modifiedMs: number): void {
    this.#files.setModified(path, modifiedMs);
  }

  setAccessed(path: string, accessedMs: number): void {
    this.#files.setAccessed(path, accessedMs);
  }

  resolve(path: string): string {
    return this.#files.resolve(path);
  }

  usedBytes(): number {
    return this.#made?.usedBytes() ?? 0;
  }

  markStart(): void {
    this.#files.markStart();
  }

  changes(): FileChange[] {
    return this.#made?.changes() ?? [];
  }

  watch(path: string, listener: () => void): () => void {
    return this.#files.watch(path, listener);
  }
}
