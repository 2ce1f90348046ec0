import { FileError, type FileStat } from '../file-system.ts';
import { ownerText } from '../file-tree.ts';

interface Common {
  readonly mode: number;
  /** Whose it is; absent: root's. */
  readonly uid?: number;
}

/** A file whose content is made at the moment of reading (proc(5)); `text` throws `FileError` to who may not read it. */
export interface ProcFile extends Common {
  readonly kind: 'file';
  readonly text: () => string;
  /** Absent: 0, as files of /proc say. */
  readonly sizeBytes?: () => number;
  readonly modifiedMs?: number;
}

/** `target` throws `FileError` to who may not follow it. A target that is no path (`pipe:[7]`) leads nowhere else. */
export interface ProcLink extends Common {
  readonly kind: 'link';
  readonly target: () => string;
}

export interface ProcDirectory extends Common {
  readonly kind: 'directory';
  readonly names: () => readonly string[];
  readonly child: (name: string) => ProcNode | undefined;
}

/** What only has a name there: a terminal, or the pipe behind a descriptor. */
export interface ProcSpecial extends Common {
  readonly kind: 'device' | 'fifo';
  readonly deviceNumbers?: readonly [number, number];
}

export type ProcNode = ProcFile | ProcLink | ProcDirectory | ProcSpecial;

export function procFile(text: () => string, mode = 0o444, uid = 0): ProcFile {
  return { kind: 'file', text, mode, uid };
}

export function procDirectory(nodes: Readonly<Record<string, ProcNode>>, mode = 0o555, uid = 0): ProcDirectory {
  return {
    kind: 'directory',
    mode,
    uid,
    names: () => Object.keys(nodes),
    child: (name) => (Object.hasOwn(nodes, name) ? nodes[name] : undefined),
  };
}

export function procLink(target: () => string, mode = 0o777, uid = 0): ProcLink {
  return { kind: 'link', target, mode, uid };
}

/** Files there have no size; `at` tells them apart. */
export function statOfProcNode(node: ProcNode, at: string, nowMs: number): FileStat {
  const uid = node.uid ?? 0;
  const owner = ownerText(uid);
  const links = node.kind === 'directory' ? 2 : 1;
  return {
    kind: node.kind,
    mode: node.mode,
    sizeBytes: node.kind === 'file' ? (node.sizeBytes?.() ?? 0) : 0,
    modifiedMs: (node.kind === 'file' && node.modifiedMs) || nowMs,
    accessedMs: nowMs,
    changedMs: nowMs,
    createdMs: nowMs,
    inode: inodeOf(at),
    links,
    ...('deviceNumbers' in node && node.deviceNumbers ? { deviceNumbers: node.deviceNumbers } : {}),
    owner,
    group: owner,
    uid,
    gid: uid,
  };
}

/** A number that stays with a path (FNV-1a, 31 bits, as there are no two files at one path). */
export function inodeOf(path: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  return (hash >>> 1) + 1;
}

export function refuse(path: string): never {
  throw new FileError('EACCES', path);
}
