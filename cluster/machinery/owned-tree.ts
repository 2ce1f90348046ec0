import { FileError } from './file-system.ts';
import type { DirectoryNode, FileLayer, TreeNode } from './file-tree.ts';

/** What a name costs, so that empty files are not free. */
export const NODE_BYTES = 256;

/** A tree over a shared layer that copies what it changes, directories on the way included, up to a limit of bytes. */
export class OwnedTree {
  /** Marks the nodes that were made or copied since the start. */
  owner = {};
  readonly #limit: number;
  root: DirectoryNode;
  /** The tree at the start. */
  start: DirectoryNode;
  /** Bytes of its own. */
  used = 0;

  constructor(base: FileLayer, limitBytes: number) {
    this.root = base.root;
    this.start = base.root;
    this.#limit = limitBytes;
  }

  /** From now on nothing of the present tree is changed: it is the start that changes are told against. */
  markStart(): void {
    this.start = this.root;
    this.owner = {};
  }

  /** The node at `names`, copied from the shared layer when it is not this file system's own yet. */
  own(names: readonly string[], path: string): TreeNode {
    const last = names.at(-1);
    if (last === undefined) return this.ownDirectory([]);
    const parent = this.ownDirectory(names.slice(0, -1));
    const node = parent.entries.get(last);
    if (!node) throw new FileError('ENOENT', path);
    if (node.owner === this.owner) return node;
    this.charge(node.kind === 'file' ? node.length + NODE_BYTES : NODE_BYTES, path);
    const copy = this.#copyOf(node);
    parent.entries.set(last, copy);
    return copy;
  }

  ownDirectory(names: readonly string[]): DirectoryNode {
    if (this.root.owner !== this.owner) this.root = this.#copyOf(this.root) as DirectoryNode;
    let at = this.root;
    for (const name of names) {
      let next = at.entries.get(name);
      if (next?.kind !== 'directory') throw new FileError('ENOTDIR', `/${names.join('/')}`);
      if (next.owner !== this.owner) {
        next = this.#copyOf(next) as DirectoryNode;
        at.entries.set(name, next);
        this.used += NODE_BYTES;
      }
      at = next;
    }
    return at;
  }

  #copyOf(node: TreeNode): TreeNode {
    if (node.kind === 'directory') return { ...node, owner: this.owner, entries: new Map(node.entries) };
    if (node.kind === 'file') return { ...node, owner: this.owner, buffer: node.buffer.slice(0, node.length) };
    return { ...node, owner: this.owner };
  }

  costOf(node: TreeNode): number {
    if (node.owner !== this.owner) return 0;
    // A file's bytes go with its last name.
    if (node.kind === 'file') return NODE_BYTES + ((node.links ?? 1) > 1 ? 0 : node.length);
    if (node.kind !== 'directory') return NODE_BYTES;
    let cost = NODE_BYTES;
    for (const child of node.entries.values()) cost += this.costOf(child);
    return cost;
  }

  charge(bytes: number, path: string): void {
    if (bytes > 0 && this.used + bytes > this.#limit) throw new FileError('ENOSPC', path);
    this.used += bytes;
  }
}
