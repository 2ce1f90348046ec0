import type { Clock } from './clock.ts';
import { FileError, type FileStat, type FileSystem } from './file-system.ts';
import { type DirectoryNode, directory, type FileLayer, type FileNode, statOf, type TreeNode } from './file-tree.ts';

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
/** What a name costs, so that empty files are not free. */
const NODE_BYTES = 256;
/** As the kernel: path_resolution(7). */
const MAXIMUM_LINKS = 40;

interface Found {
  readonly names: readonly string[];
  readonly node: TreeNode;
}

/** Files in memory over a shared layer. */
export function createMemoryFileSystem(options: MemoryFileSystemOptions): FileSystem {
  return new MemoryFileSystem(options);
}

class MemoryFileSystem implements FileSystem {
  readonly #clock: Clock;
  readonly #user: string;
  readonly #limit: number;
  readonly #owner = {};
  readonly #watchers = new Map<string, Set<() => void>>();
  #root: DirectoryNode;
  #used = 0;

  constructor(options: MemoryFileSystemOptions) {
    this.#clock = options.clock;
    this.#user = options.user ?? 'root';
    this.#limit = options.limitBytes ?? DEFAULT_LIMIT;
    this.#root = options.base.root;
  }

  read(path: string): Uint8Array {
    const { node } = this.#find(path);
    if (node.kind === 'directory') throw new FileError('EISDIR', path);
    return node.kind === 'file' ? node.buffer.subarray(0, node.length) : new Uint8Array();
  }

  write(path: string, bytes: Uint8Array, mode?: number): void {
    const file = this.#openForWriting(path, mode ?? 0o644);
    if (!file) return;
    this.#charge(bytes.length - file.node.length, path);
    file.node.buffer = Uint8Array.from(bytes);
    file.node.length = bytes.length;
    if (mode !== undefined) file.node.mode = mode;
    this.#touched(file);
  }

  append(path: string, bytes: Uint8Array): void {
    const file = this.#openForWriting(path, 0o644);
    if (!file) return;
    this.#charge(bytes.length, path);
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
    const parent = this.#ownDirectory(names.slice(0, -1));
    parent.entries.delete(names.at(-1)!);
    parent.modifiedMs = this.#clock.now();
    this.#used -= this.#costOf(node);
    this.#notify(names);
  }

  rename(from: string, to: string): void {
    const source = this.#find(from, false);
    const target = this.#parentOf(to);
    const targetNames = [...target.names, target.last];
    if (source.names.join('/') === targetNames.join('/')) return;
    if (`${targetNames.join('/')}/`.startsWith(`${source.names.join('/')}/`)) throw new FileError('EINVAL', to);
    const existing = target.node.entries.get(target.last);
    if (existing) this.#checkReplaced(source.node, existing, to);
    if (existing) this.#used -= this.#costOf(existing);
    const oldParent = this.#ownDirectory(source.names.slice(0, -1));
    oldParent.entries.delete(source.names.at(-1)!);
    const parent = this.#ownDirectory(target.names);
    parent.entries.set(target.last, source.node);
    oldParent.modifiedMs = parent.modifiedMs = this.#clock.now();
    this.#notify(source.names);
    this.#notify(targetNames);
  }

  link(target: string, path: string): void {
    this.#add(path, () => ({
      kind: 'link',
      owner: this.#owner,
      mode: 0o777,
      modifiedMs: this.#clock.now(),
      user: this.#user,
      target,
    }));
  }

  readLink(path: string): string {
    const { node } = this.#find(path, false);
    if (node.kind !== 'link') throw new FileError('EINVAL', path);
    return node.target;
  }

  setMode(path: string, mode: number): void {
    this.#own(this.#find(path).names, path).mode = mode & 0o7777;
  }

  setModified(path: string, modifiedMs: number): void {
    this.#own(this.#find(path).names, path).modifiedMs = modifiedMs;
  }

  resolve(path: string): string {
    return `/${this.#find(path).names.join('/')}`;
  }

  usedBytes(): number {
    return this.#used;
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
    return this.#walk(namesOf(path), followLast, path, { links: 0 });
  }

  #walk(wanted: readonly string[], followLast: boolean, path: string, budget: { links: number }): Found {
    let nodes: DirectoryNode[] = [this.#root];
    let names: string[] = [];
    for (const [index, name] of wanted.entries()) {
      if (name === '..') {
        if (names.length > 0) {
          names.pop();
          nodes.pop();
        }
        continue;
      }
      const next = nodes.at(-1)!.entries.get(name);
      if (!next) throw new FileError('ENOENT', path);
      const isLast = index === wanted.length - 1;
      if (next.kind === 'link' && (!isLast || followLast)) {
        if (++budget.links > MAXIMUM_LINKS) throw new FileError('ELOOP', path);
        const start = next.target.startsWith('/') ? [] : names;
        const rest = wanted.slice(index + 1);
        return this.#walk([...start, ...namesOf(next.target), ...rest], followLast, path, budget);
      }
      if (isLast) return { names: [...names, name], node: next };
      if (next.kind !== 'directory') throw new FileError('ENOTDIR', path);
      nodes = [...nodes, next];
      names = [...names, name];
    }
    return { names, node: nodes.at(-1)! };
  }

  /** The directory that holds (or will hold) the last name of `path`. */
  #parentOf(path: string): { names: readonly string[]; last: string; node: DirectoryNode } {
    const wanted = namesOf(path);
    const last = wanted.pop();
    if (last === undefined) throw new FileError('EEXIST', path);
    const { names, node } = this.#walk(wanted, true, path, { links: 0 });
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
    return { names, last, node };
  }

  /** Null for a device: what is written to it goes nowhere. */
  #openForWriting(path: string, mode: number): { names: readonly string[]; node: FileNode } | null {
    if (path === '/dev/full') throw new FileError('ENOSPC', path);
    if (!this.exists(path)) {
      const create = this.#linkTargetOf(path);
      this.#add(create, () => this.#emptyFile(mode));
      const names = this.#find(create).names;
      return { names, node: this.#own(names, path) as FileNode };
    }
    const { names, node } = this.#find(path);
    if (node.kind === 'directory') throw new FileError('EISDIR', path);
    if (node.kind !== 'file') return null;
    return { names, node: this.#own(names, path) as FileNode };
  }

  /** Writing through a dangling link creates the file it names. */
  #linkTargetOf(path: string): string {
    const parent = this.#parentOf(path);
    const node = parent.node.entries.get(parent.last);
    if (node?.kind !== 'link') return path;
    return node.target.startsWith('/') ? node.target : `/${[...parent.names, node.target].join('/')}`;
  }

  #emptyFile(mode: number): FileNode {
    return {
      kind: 'file',
      owner: this.#owner,
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
    this.#add(path, () => directory(this.#owner, this.#clock.now(), mode, this.#user));
  }

  #add(path: string, make: () => TreeNode): void {
    const { names, last, node } = this.#parentOf(path);
    if (node.entries.has(last)) throw new FileError('EEXIST', path);
    this.#charge(NODE_BYTES, path);
    const parent = this.#ownDirectory(names);
    parent.entries.set(last, make());
    parent.modifiedMs = this.#clock.now();
    this.#notify([...names, last]);
  }

  #checkReplaced(source: TreeNode, existing: TreeNode, path: string): void {
    if (existing.kind === 'directory') {
      if (source.kind !== 'directory') throw new FileError('EISDIR', path);
      if (existing.entries.size > 0) throw new FileError('ENOTEMPTY', path);
    } else if (source.kind === 'directory') throw new FileError('ENOTDIR', path);
  }

  /** The node at `names`, copied from the shared layer when it is not this file system's own yet. */
  #own(names: readonly string[], path: string): TreeNode {
    const last = names.at(-1);
    if (last === undefined) return this.#ownDirectory([]);
    const parent = this.#ownDirectory(names.slice(0, -1));
    const node = parent.entries.get(last);
    if (!node) throw new FileError('ENOENT', path);
    if (node.owner === this.#owner) return node;
    this.#charge(node.kind === 'file' ? node.length + NODE_BYTES : NODE_BYTES, path);
    const copy = this.#copyOf(node);
    parent.entries.set(last, copy);
    return copy;
  }

  #ownDirectory(names: readonly string[]): DirectoryNode {
    if (this.#root.owner !== this.#owner) this.#root = this.#copyOf(this.#root) as DirectoryNode;
    let at = this.#root;
    for (const name of names) {
      let next = at.entries.get(name);
      if (next?.kind !== 'directory') throw new FileError('ENOTDIR', `/${names.join('/')}`);
      if (next.owner !== this.#owner) {
        next = this.#copyOf(next) as DirectoryNode;
        at.entries.set(name, next);
        this.#used += NODE_BYTES;
      }
      at = next;
    }
    return at;
  }

  #copyOf(node: TreeNode): TreeNode {
    if (node.kind === 'directory') return { ...node, owner: this.#owner, entries: new Map(node.entries) };
    if (node.kind === 'file') return { ...node, owner: this.#owner, buffer: node.buffer.slice(0, node.length) };
    return { ...node, owner: this.#owner };
  }

  #costOf(node: TreeNode): number {
    if (node.owner !== this.#owner) return 0;
    if (node.kind === 'file') return NODE_BYTES + node.length;
    if (node.kind !== 'directory') return NODE_BYTES;
    let cost = NODE_BYTES;
    for (const child of node.entries.values()) cost += this.#costOf(child);
    return cost;
  }

  #charge(bytes: number, path: string): void {
    if (bytes > 0 && this.#used + bytes > this.#limit) throw new FileError('ENOSPC', path);
    this.#used += bytes;
  }

  #touched(file: { names: readonly string[]; node: FileNode }): void {
    file.node.modifiedMs = this.#clock.now();
    this.#notify(file.names);
  }

  #notify(names: readonly string[]): void {
    if (this.#watchers.size === 0) return;
    for (const listener of [...(this.#watchers.get(`/${names.join('/')}`) ?? [])]) listener();
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
