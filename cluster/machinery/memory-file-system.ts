import type { Clock } from './clock.ts';
import { FileError, type FileStat, type FileSystem } from './file-system.ts';
import { directory, type FileLayer, type FileNode, ownerText, statOf, type TreeNode } from './file-tree.ts';
import { NODE_BYTES, OwnedTree } from './owned-tree.ts';
import { type Found, findNode, namesOf, parentOf } from './path-resolution.ts';
import { type FileChange, treeChanges } from './tree-changes.ts';

export interface MemoryFileSystemOptions {
  readonly clock: Clock;
  /** Shared and never changed; directories on the way to a change are copied. */
  readonly base: FileLayer;
  /** Who new files belong to. Default root. */
  readonly user?: string;
  /** Bytes of its own, beyond which writing fails with ENOSPC. Default 64 MiB. */
  readonly limitBytes?: number;
}

const DEFAULT_LIMIT = 64 * 1024 * 1024;

/** Files in memory over a shared layer. */
export function createMemoryFileSystem(options: MemoryFileSystemOptions): FileSystem {
  return new MemoryFileSystem(options);
}

class MemoryFileSystem implements FileSystem {
  readonly #clock: Clock;
  readonly #user: string;
  readonly #tree: OwnedTree;
  #lastInode: number;
  readonly #watchers = new Map<string, Set<() => void>>();

  constructor(options: MemoryFileSystemOptions) {
    this.#clock = options.clock;
    this.#user = options.user ?? 'root';
    this.#tree = new OwnedTree(options.base, options.limitBytes ?? DEFAULT_LIMIT);
    this.#lastInode = options.base.lastInode;
  }

  read(path: string): Uint8Array {
    const { node } = this.#find(path);
    if (node.kind === 'directory') throw new FileError('EISDIR', path);
    return node.kind === 'file' ? node.buffer.subarray(0, node.length) : new Uint8Array();
  }

  write(path: string, bytes: Uint8Array, mode?: number): void {
    const file = this.#openForWriting(path, mode ?? 0o644);
    if (!file) return;
    this.#tree.charge(bytes.length - file.node.length, path);
    file.node.buffer = Uint8Array.from(bytes);
    file.node.length = bytes.length;
    if (mode !== undefined) file.node.mode = mode;
    this.#touched(file);
  }

  append(path: string, bytes: Uint8Array): void {
    const file = this.#openForWriting(path, 0o644);
    if (!file) return;
    this.#tree.charge(bytes.length, path);
    const { node } = file;
    const length = node.length + bytes.length;
    if (length > node.buffer.length) {
      const grown = new Uint8Array(Math.max(length, Math.min(node.buffer.length * 2, length + 1024 * 1024)));
      grown.set(node.buffer.subarray(0, node.length));
      node.buffer = grown;
    }
    node.buffer.set(bytes, node.length);
    node.length = length;
    this.#touched(file);
  }

  stat(path: string): FileStat {
    return statOf(this.#find(path).node);
  }

  linkStat(path: string): FileStat {
    return statOf(this.#find(path, false).node);
  }

  exists(path: string): boolean {
    try {
      this.#find(path);
      return true;
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }

  list(path: string): string[] {
    const { node } = this.#find(path);
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
    return [...node.entries.keys()].sort();
  }

  makeDirectory(path: string, options: { recursive?: boolean; mode?: number } = {}): void {
    if (options.recursive) {
      const names = namesOf(path);
      for (let depth = 1; depth < names.length; depth++)
        this.#makeOne(`/${names.slice(0, depth).join('/')}`, true, 0o755);
    }
    this.#makeOne(path, options.recursive === true, options.mode ?? 0o755);
  }

  remove(path: string, options: { recursive?: boolean } = {}): void {
    const { names, node } = this.#find(path, false);
    if (names.length === 0) throw new FileError('EINVAL', path);
    if (node.kind === 'directory' && node.entries.size > 0 && !options.recursive)
      throw new FileError('ENOTEMPTY', path);
    const parent = this.#tree.ownDirectory(names.slice(0, -1));
    parent.entries.delete(names.at(-1)!);
    parent.modifiedMs = this.#clock.now();
    this.#forget(node);
    this.#notify(names);
  }

  rename(from: string, to: string): void {
    const source = this.#find(from, false);
    const target = parentOf(this.#tree.root, to);
    const targetNames = [...target.names, target.last];
    if (source.names.join('/') === targetNames.join('/')) return;
    if (`${targetNames.join('/')}/`.startsWith(`${source.names.join('/')}/`)) throw new FileError('EINVAL', to);
    const existing = target.node.entries.get(target.last);
    if (existing) this.#checkReplaced(source.node, existing, to);
    if (existing) this.#forget(existing);
    const oldParent = this.#tree.ownDirectory(source.names.slice(0, -1));
    oldParent.entries.delete(source.names.at(-1)!);
    const parent = this.#tree.ownDirectory(target.names);
    parent.entries.set(target.last, source.node);
    oldParent.modifiedMs = parent.modifiedMs = this.#clock.now();
    this.#notify(source.names);
    this.#notify(targetNames);
  }

  link(target: string, path: string): void {
    this.#add(path, () => ({
      kind: 'link',
      owner: this.#tree.owner,
      inode: ++this.#lastInode,
      mode: 0o777,
      modifiedMs: this.#clock.now(),
      user: this.#user,
      target,
    }));
  }

  hardLink(existing: string, path: string): void {
    const { names, node } = this.#find(existing, false);
    if (node.kind !== 'file') throw new FileError('EPERM', path);
    const file = this.#tree.own(names, existing) as FileNode;
    this.#add(path, () => file);
    file.links = (file.links ?? 1) + 1;
    file.changedMs = this.#clock.now();
  }

  readLink(path: string): string {
    const { node } = this.#find(path, false);
    if (node.kind !== 'link') throw new FileError('EINVAL', path);
    return node.target;
  }

  setMode(path: string, mode: number): void {
    const node = this.#tree.own(this.#find(path).names, path);
    node.mode = mode & 0o7777;
    node.changedMs = this.#clock.now();
  }

  setOwner(path: string, uid: number, gid: number): void {
    const node = this.#tree.own(this.#find(path).names, path);
    node.user = ownerText(uid);
    node.group = ownerText(gid);
    node.changedMs = this.#clock.now();
  }

  setModified(path: string, modifiedMs: number): void {
    const node = this.#tree.own(this.#find(path).names, path);
    node.createdMs ??= node.modifiedMs;
    node.modifiedMs = modifiedMs;
    node.changedMs = this.#clock.now();
  }

  setAccessed(path: string, accessedMs: number): void {
    const node = this.#tree.own(this.#find(path).names, path);
    node.accessedMs = accessedMs;
    node.changedMs = this.#clock.now();
  }

  resolve(path: string): string {
    return `/${this.#find(path).names.join('/')}`;
  }

  usedBytes(): number {
    return this.#tree.used;
  }

  markStart(): void {
    this.#tree.markStart();
  }

  changes(): FileChange[] {
    return treeChanges(this.#tree.root, this.#tree.start);
  }

  watch(path: string, listener: () => void): () => void {
    const key = this.exists(path) ? this.resolve(path) : path;
    const listeners = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, listeners);
    const own = () => listener();
    listeners.add(own);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0) this.#watchers.delete(key);
    };
  }

  #find(path: string, followLast = true): Found {
    return findNode(this.#tree.root, path, followLast);
  }

  /** Null for a device: what is written to it goes nowhere. */
  #openForWriting(path: string, mode: number): { names: readonly string[]; node: FileNode } | null {
    if (path === '/dev/full') throw new FileError('ENOSPC', path);
    if (!this.exists(path)) {
      const create = this.#linkTargetOf(path);
      this.#add(create, () => this.#emptyFile(mode));
      const names = this.#find(create).names;
      return { names, node: this.#tree.own(names, path) as FileNode };
    }
    const { names, node } = this.#find(path);
    if (node.kind === 'directory') throw new FileError('EISDIR', path);
    if (node.kind !== 'file') return null;
    return { names, node: this.#tree.own(names, path) as FileNode };
  }

  /** Writing through a dangling link creates the file it names. */
  #linkTargetOf(path: string): string {
    const parent = parentOf(this.#tree.root, path);
    const node = parent.node.entries.get(parent.last);
    if (node?.kind !== 'link') return path;
    return node.target.startsWith('/') ? node.target : `/${[...parent.names, node.target].join('/')}`;
  }

  #emptyFile(mode: number): FileNode {
    return {
      kind: 'file',
      owner: this.#tree.owner,
      inode: ++this.#lastInode,
      mode,
      modifiedMs: this.#clock.now(),
      user: this.#user,
      buffer: new Uint8Array(),
      length: 0,
    };
  }

  #makeOne(path: string, allowExisting: boolean, mode: number): void {
    if (this.exists(path)) {
      if (allowExisting && this.stat(path).kind === 'directory') return;
      throw new FileError(allowExisting ? 'ENOTDIR' : 'EEXIST', path);
    }
    this.#add(path, () => directory(this.#tree.owner, ++this.#lastInode, this.#clock.now(), mode, this.#user));
  }

  #add(path: string, make: () => TreeNode): void {
    const { names, last, node } = parentOf(this.#tree.root, path);
    if (node.entries.has(last)) throw new FileError('EEXIST', path);
    this.#tree.charge(NODE_BYTES, path);
    const parent = this.#tree.ownDirectory(names);
    parent.entries.set(last, make());
    parent.modifiedMs = this.#clock.now();
    this.#notify([...names, last]);
  }

  /** A name is gone; what it named stays while it has others. */
  #forget(node: TreeNode): void {
    if (node.kind === 'file' && (node.links ?? 1) > 1) {
      node.links = node.links! - 1;
      node.changedMs = this.#clock.now();
      this.#tree.used -= NODE_BYTES;
    } else this.#tree.used -= this.#tree.costOf(node);
  }

  #checkReplaced(source: TreeNode, existing: TreeNode, path: string): void {
    if (existing.kind === 'directory') {
      if (source.kind !== 'directory') throw new FileError('EISDIR', path);
      if (existing.entries.size > 0) throw new FileError('ENOTEMPTY', path);
    } else if (source.kind === 'directory') throw new FileError('ENOTDIR', path);
  }

  #touched(file: { names: readonly string[]; node: FileNode }): void {
    const now = this.#clock.now();
    file.node.createdMs ??= file.node.modifiedMs;
    file.node.modifiedMs = now;
    delete file.node.changedMs;
    this.#notify(file.names);
  }

  #notify(names: readonly string[]): void {
    if (this.#watchers.size === 0) return;
    for (const listener of [...(this.#watchers.get(`/${names.join('/')}`) ?? [])]) listener();
  }
}
