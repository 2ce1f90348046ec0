import type { FileStat } from './file-system.ts';

/** Who owns a node of the tree: a file system (which may change it), or null for a frozen layer shared by many. */
export type NodeOwner = object | null;

interface Common {
  readonly owner: NodeOwner;
  mode: number;
  modifiedMs: number;
  /** Absent: as `modifiedMs`. */
  accessedMs?: number;
  changedMs?: number;
  createdMs?: number;
  readonly inode: number;
  /** By name, or by number where that has no name. */
  user: string;
  /** Absent: the user's own. */
  group?: string;
}

export interface FileNode extends Common {
  readonly kind: 'file';
  /** May be longer than the file, so that appending seldom copies. */
  buffer: Uint8Array;
  length: number;
  /** How many names it has; absent: one. */
  links?: number;
}

export interface DirectoryNode extends Common {
  readonly kind: 'directory';
  readonly entries: Map<string, TreeNode>;
}

export interface LinkNode extends Common {
  readonly kind: 'link';
  readonly target: string;
}

export interface DeviceNode extends Common {
  readonly kind: 'device';
  readonly device: 'null' | 'zero' | 'full' | 'random' | 'urandom' | 'tty';
}

export type TreeNode = FileNode | DirectoryNode | LinkNode | DeviceNode;

/** A tree of files that nobody changes any more, under any number of file systems. */
export interface FileLayer {
  readonly root: DirectoryNode;
  /** The largest inode number in it. */
  readonly lastInode: number;
}

/** What stands at a path of a layer: text or bytes, and how it differs from a plain file of root's. */
export interface LayerEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
  readonly device?: DeviceNode['device'];
  readonly mode?: number;
  readonly user?: string;
}

/** Builds a layer; directories on the way are made. An entry with neither content, link nor device is a directory. */
export function createLayer(entries: Iterable<LayerEntry>, modifiedMs: number, rootMode = 0o755): FileLayer {
  let lastInode = ROOT_INODE;
  const root = directory(null, ROOT_INODE, modifiedMs, rootMode);
  for (const entry of entries) {
    const names = entry.path.split('/').filter((name) => name !== '');
    const last = names.pop();
    if (last === undefined) continue;
    let parent = root;
    for (const name of names) {
      let next = parent.entries.get(name);
      if (next?.kind !== 'directory') {
        next = directory(null, ++lastInode, modifiedMs);
        parent.entries.set(name, next);
      }
      parent = next;
    }
    parent.entries.set(last, nodeOf(entry, ++lastInode, modifiedMs));
  }
  return { root, lastInode };
}

function nodeOf(entry: LayerEntry, inode: number, modifiedMs: number): TreeNode {
  const common = { owner: null, inode, modifiedMs, user: entry.user ?? 'root' };
  if (entry.link !== undefined) return { ...common, kind: 'link', mode: 0o777, target: entry.link };
  if (entry.device) return { ...common, kind: 'device', mode: entry.mode ?? 0o666, device: entry.device };
  if (entry.content === undefined) {
    return { ...common, kind: 'directory', mode: entry.mode ?? 0o755, entries: new Map() };
  }
  const buffer = typeof entry.content === 'string' ? new TextEncoder().encode(entry.content) : entry.content;
  return { ...common, kind: 'file', mode: entry.mode ?? 0o644, buffer, length: buffer.length };
}

/** The root directory's inode, as ext4 numbers it. */
export const ROOT_INODE = 2;

export function directory(
  owner: NodeOwner,
  inode: number,
  modifiedMs: number,
  mode = 0o755,
  user = 'root',
): DirectoryNode {
  return { kind: 'directory', owner, inode, mode, modifiedMs, user, entries: new Map() };
}

export function statOf(node: TreeNode): FileStat {
  return {
    kind: node.kind,
    mode: node.mode,
    sizeBytes: sizeOf(node),
    modifiedMs: node.modifiedMs,
    accessedMs: node.accessedMs ?? node.createdMs ?? node.modifiedMs,
    changedMs: node.changedMs ?? node.modifiedMs,
    createdMs: node.createdMs ?? node.modifiedMs,
    inode: node.inode,
    links: linksOf(node),
    ...(node.kind === 'device' ? { deviceNumbers: DEVICE_NUMBERS[node.device] } : {}),
    owner: node.user,
    group: node.group ?? node.user,
    uid: numberOf(node.user),
    gid: numberOf(node.group ?? node.user),
  };
}

/** Major and minor numbers of Linux (devices.txt). */
const DEVICE_NUMBERS: Readonly<Record<DeviceNode['device'], readonly [number, number]>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
};

function linksOf(node: TreeNode): number {
  if (node.kind === 'file') return node.links ?? 1;
  if (node.kind !== 'directory') return 1;
  let links = 2;
  for (const entry of node.entries.values()) if (entry.kind === 'directory') links++;
  return links;
}

const NAMED_IDS: Readonly<Record<string, number>> = { root: 0, learner: 1000, nobody: 65_534 };

function numberOf(owner: string): number {
  return NAMED_IDS[owner] ?? Number(owner);
}

/** A user or group as `ls` shows it: `root`, or the number. */
export function ownerText(id: number): string {
  return id === 0 ? 'root' : String(id);
}

function sizeOf(node: TreeNode): number {
  if (node.kind === 'file') return node.length;
  if (node.kind === 'link') return Buffer.byteLength(node.target);
  return node.kind === 'directory' ? 4096 : 0;
}
