import { FileError, type FileStat, type FileSystem } from '../file-system.ts';
import type { Machine } from '../machine.ts';
import type { MachineProcess } from '../machine-process.ts';
import { namesOf } from '../path-resolution.ts';
import type { FileChange } from '../tree-changes.ts';
import { type ProcDirectory, type ProcNode, refuse, statOfProcNode } from './proc-node.ts';
import { procRoot, terminalDirectory } from './proc-root.ts';

const MAXIMUM_LINKS = 40;
const FILE_MODE = 0o666;
const DIRECTORY_MODE = 0o777;
const USUAL_UMASK = 0o022;

/** Links of the machine's own files that lead to what is made here. */
const LINKS_INSIDE: Readonly<Record<string, string>> = {
  '/dev/fd': '/proc/self/fd',
  '/dev/stdin': '/proc/self/fd/0',
  '/dev/stdout': '/proc/self/fd/1',
  '/dev/stderr': '/proc/self/fd/2',
  '/etc/mtab': '/proc/self/mounts',
};

/** Where a path leads: to a file of the machine, or to something that is made when it is looked at. */
type Place = { readonly path: string; readonly node: ProcNode | undefined };

/** The machine's files as one process sees them: with /proc and /dev/pts, and its file mode creation mask. */
export class ProcessFiles implements FileSystem {
  readonly #files: FileSystem;
  readonly #process: MachineProcess;
  readonly #machine: Machine;

  constructor(machine: Machine, process: MachineProcess) {
    this.#files = machine.files;
    this.#machine = machine;
    this.#process = process;
  }

  read(path: string): Uint8Array {
    const { node, path: at } = this.#find(path);
    if (!node) return this.#files.read(at);
    if (node.kind === 'directory') throw new FileError('EISDIR', path);
    return node.kind === 'file' ? new TextEncoder().encode(node.text()) : new Uint8Array();
  }

  write(path: string, bytes: Uint8Array, mode?: number): void {
    const at = this.#changed(path);
    const { umask } = this.#process;
    const isNew = mode === undefined && umask !== USUAL_UMASK && !this.#files.exists(at);
    this.#files.write(at, bytes, isNew ? FILE_MODE & ~umask : mode);
  }

  append(path: string, bytes: Uint8Array): void {
    this.#files.append(this.#changed(path), bytes);
  }

  stat(path: string): FileStat {
    const { node, path: at } = this.#find(path);
    return node ? this.#statOf(node, at) : this.#files.stat(at);
  }

  linkStat(path: string): FileStat {
    const { node, path: at } = this.#find(path, false);
    return node ? this.#statOf(node, at) : this.#files.linkStat(at);
  }

  exists(path: string): boolean {
    try {
      const { node, path: at } = this.#find(path);
      return node !== undefined || this.#files.exists(at);
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }

  list(path: string): string[] {
    const { node, path: at } = this.#find(path);
    if (!node) return this.#files.list(at);
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
    return [...node.names()].sort();
  }

  makeDirectory(path: string, options: { recursive?: boolean; mode?: number } = {}): void {
    const { umask } = this.#process;
    const mode = options.mode ?? (umask === USUAL_UMASK ? undefined : DIRECTORY_MODE & ~umask);
    this.#files.makeDirectory(this.#changed(path), { ...options, ...(mode === undefined ? {} : { mode }) });
  }

  remove(path: string, options?: { recursive?: boolean }): void {
    this.#files.remove(this.#changed(path, false), options);
  }

  rename(from: string, to: string): void {
    this.#files.rename(this.#changed(from, false), this.#changed(to, false));
  }

  link(target: string, path: string): void {
    this.#files.link(target, this.#changed(path, false));
  }

  hardLink(existing: string, path: string): void {
    this.#files.hardLink(this.#changed(existing, false), this.#changed(path, false));
  }

  readLink(path: string): string {
    const { node, path: at } = this.#find(path, false);
    if (!node) return this.#files.readLink(at);
    if (node.kind !== 'link') throw new FileError('EINVAL', path);
    return node.target();
  }

  setMode(path: string, mode: number): void {
    this.#files.setMode(this.#owned(path), mode);
  }

  setOwner(path: string, uid: number, gid: number): void {
    this.#files.setOwner(this.#owned(path), uid, gid);
  }

  setModified(path: string, modifiedMs: number): void {
    this.#files.setModified(this.#owned(path), modifiedMs);
  }

  setAccessed(path: string, accessedMs: number): void {
    this.#files.setAccessed(this.#owned(path), accessedMs);
  }

  resolve(path: string): string {
    const { node, path: at } = this.#find(path);
    return node ? at : this.#files.resolve(at);
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
    const { node, path: at } = this.#find(path);
    return node ? () => {} : this.#files.watch(at, listener);
  }

  #statOf(node: ProcNode, at: string): FileStat {
    return statOfProcNode(node, at, this.#machine.clock.now());
  }

  /** For a change of what is there: what is made here does not change. */
  #changed(path: string, followLast = true): string {
    const { node, path: at } = this.#find(path, followLast);
    return node ? refuse(path) : at;
  }

  #owned(path: string): string {
    const { node, path: at } = this.#find(path);
    if (node) throw new FileError('EPERM', path);
    return at;
  }

  #find(path: string, followLast = true): Place {
    if (!/^\/(?:proc|dev|etc\/mtab|var\/log)(?:\/|$)/.test(path)) return { path, node: undefined };
    return this.#walk(path, followLast, 0);
  }

  #walk(path: string, followLast: boolean, links: number): Place {
    if (links > MAXIMUM_LINKS) throw new FileError('ELOOP', path);
    const inside = this.#linkInside(path, followLast);
    if (inside !== undefined) return this.#walk(inside, followLast, links + 1);
    const root = this.#rootOf(path);
    if (!root) return { path, node: undefined };
    let { node }: { node: ProcNode } = root;
    const names = namesOf(path);
    let at = root.at;
    for (let index = namesOf(at).length; index < names.length; index++) {
      const child: ProcNode | undefined = (node as ProcDirectory).child(names[index]!);
      if (!child) {
        if (at !== '/proc') throw new FileError('ENOENT', path);
        return { path, node: undefined };
      }
      const above = at;
      at = `${at}/${names[index]}`;
      const isLast = index === names.length - 1;
      if (child.kind === 'link' && (!isLast || followLast)) {
        const target = child.target();
        // A pipe or a socket has no path.
        if (/^\w+:\[/.test(target)) return { path: at, node: { kind: 'fifo', mode: 0o600, uid: child.uid ?? 0 } };
        const start = target.startsWith('/') ? target : `${above}/${target}`;
        return this.#walk([start, ...names.slice(index + 1)].join('/'), followLast, links + 1);
      }
      if (!isLast && child.kind !== 'directory') throw new FileError('ENOTDIR', path);
      node = child;
    }
    return { path: at, node };
  }

  #rootOf(path: string): { at: string; node: ProcDirectory } | undefined {
    const isIn = (at: string) => path === at || path.startsWith(`${at}/`);
    if (isIn('/proc')) return { at: '/proc', node: procRoot(this.#process, this.#machine) };
    if (isIn('/dev/pts')) return { at: '/dev/pts', node: terminalDirectory(this.#machine) };
    const tree = Object.entries(this.#machine.services?.trees ?? {}).find(([at]) => isIn(at));
    return tree && { at: tree[0], node: tree[1] };
  }

  #linkInside(path: string, followLast: boolean): string | undefined {
    for (const [link, target] of Object.entries(LINKS_INSIDE)) {
      if (path === link) return followLast && this.#isLink(link) ? target : undefined;
      if (path.startsWith(`${link}/`)) return target + path.slice(link.length);
    }
    return undefined;
  }

  #isLink(path: string): boolean {
    try {
      return this.#files.linkStat(path).kind === 'link';
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }
}
