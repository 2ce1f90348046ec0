import { FileError } from './file-system.ts';
import type { DirectoryNode, TreeNode } from './file-tree.ts';

/** As the kernel: path_resolution(7). */
const MAXIMUM_LINKS = 40;

/** A node and its real path, one name a directory: no links, no `..`. */
export interface Found {
  readonly names: readonly string[];
  readonly node: TreeNode;
}

/** The node at `path`, through links on the way; `followLast`: through the last one too. Throws `FileError`. */
export function findNode(root: DirectoryNode, path: string, followLast = true): Found {
  return walk(root, namesOf(path), followLast, path, { links: 0 });
}

function walk(
  root: DirectoryNode,
  wanted: readonly string[],
  followLast: boolean,
  path: string,
  budget: { links: number },
): Found {
  let nodes: DirectoryNode[] = [root];
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
      return walk(root, [...start, ...namesOf(next.target), ...rest], followLast, path, budget);
    }
    if (isLast) return { names: [...names, name], node: next };
    if (next.kind !== 'directory') throw new FileError('ENOTDIR', path);
    nodes = [...nodes, next];
    names = [...names, name];
  }
  return { names, node: nodes.at(-1)! };
}

/** The directory that holds (or will hold) the last name of `path`. */
export function parentOf(
  root: DirectoryNode,
  path: string,
): { names: readonly string[]; last: string; node: DirectoryNode } {
  const wanted = namesOf(path);
  const last = wanted.pop();
  if (last === undefined) throw new FileError('EEXIST', path);
  const { names, node } = walk(root, wanted, true, path, { links: 0 });
  if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
  return { names, last, node };
}

export function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
