import { type DirectoryNode, statOf, type TreeNode } from './file-tree.ts';

/** One place where a tree of files differs from an earlier one. */
export interface FileChange {
  /** Absolute; `/` is the root directory itself. */
  readonly path: string;
  /** What is there now. */
  readonly kind: 'file' | 'directory' | 'link' | 'removed';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modifiedMs: number;
  /** A file's content. */
  readonly bytes?: Uint8Array;
  /** Where a link leads. */
  readonly target?: string;
}

/** What is new, other or gone in `now`: directories before what is in them. Nodes that both share are not looked into. */
export function treeChanges(now: DirectoryNode, before: DirectoryNode): FileChange[] {
  const changes: FileChange[] = [];
  if (now !== before) compare('', now, before, changes);
  return changes;
}

function compare(path: string, now: TreeNode, before: TreeNode | undefined, changes: FileChange[]): void {
  if (now === before || now.kind === 'device') return;
  if (!before || differs(now, before)) changes.push(changeAt(path || '/', now));
  if (now.kind !== 'directory') return;
  const old = before?.kind === 'directory' ? before.entries : new Map<string, TreeNode>();
  for (const name of old.keys()) if (!now.entries.has(name)) changes.push(removal(`${path}/${name}`));
  for (const [name, child] of now.entries) compare(`${path}/${name}`, child, old.get(name), changes);
}

function differs(now: TreeNode, before: TreeNode): boolean {
  if (now.kind !== before.kind || now.mode !== before.mode || now.modifiedMs !== before.modifiedMs) return true;
  if (now.user !== before.user || now.group !== before.group) return true;
  if (now.kind === 'link') return now.target !== (before as typeof now).target;
  if (now.kind !== 'file') return false;
  const old = before as typeof now;
  return Buffer.compare(now.buffer.subarray(0, now.length), old.buffer.subarray(0, old.length)) !== 0;
}

function changeAt(path: string, node: Exclude<TreeNode, { kind: 'device' }>): FileChange {
  const { kind, mode, uid, gid, modifiedMs } = statOf(node);
  const common = { path, kind: kind as FileChange['kind'], mode, uid, gid, modifiedMs };
  if (node.kind === 'file') return { ...common, bytes: node.buffer.slice(0, node.length) };
  return node.kind === 'link' ? { ...common, target: node.target } : common;
}

function removal(path: string): FileChange {
  return { path, kind: 'removed', mode: 0, uid: 0, gid: 0, modifiedMs: 0 };
}
