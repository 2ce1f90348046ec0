import { FileError, type FileSystem } from './file-system.ts';

/** A part of another file system at a path of this one. */
export interface Mount {
  /** Where: `/etc/config`, without a slash at its end. */
  readonly point: string;
  readonly files: FileSystem;
  /** What of `files`: `/` or a directory or file in it. */
  readonly root: string;
  readonly readOnly: boolean;
}

export interface MountOptions {
  readonly mounts: readonly Mount[];
  /** The root file system may not be written (readOnlyRootFilesystem). */
  readonly readOnlyRoot: boolean;
  /** Who new files belong to; absent: root. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * A file system with others mounted into it, as a container sees its volumes: what one container of a pod writes there,
 * the others read. Links do not lead out of a mount.
 */
export function mountFileSystems(base: FileSystem, { mounts, readOnlyRoot, owner }: MountOptions): FileSystem {
  const root: Mount = { point: '', files: base, root: '/', readOnly: readOnlyRoot };
  const points = [...mounts].sort((a, b) => b.point.length - a.point.length);
  const mountOf = (path: string) => points.find(({ point }) => path === point || path.startsWith(`${point}/`)) ?? root;
  const inside = (mount: Mount, path: string) => {
    const rest = path.slice(mount.point.length);
    return mount.root === '/' ? rest || '/' : `${mount.root}${rest}`;
  };
  const on = <T>(path: string, use: (files: FileSystem, at: string) => T): T => {
    const mount = mountOf(path);
    return use(mount.files, inside(mount, path));
  };
  /** `make`: what is not there yet will belong to the container's user. */
  const change = <T>(path: string, use: (files: FileSystem, at: string) => T, make = false): T => {
    const mount = mountOf(path);
    if (mount.readOnly && !path.startsWith('/dev/')) throw new FileError('EROFS', path);
    const at = inside(mount, path);
    const isNew = make && owner !== undefined && !mount.files.exists(at);
    const result = use(mount.files, at);
    if (isNew && mount.files.exists(at)) mount.files.setOwner(at, owner.uid, groupOf(mount.files, at, owner.gid));
    return result;
  };
  return {
    read: (path) => on(path, (files, at) => files.read(at)),
    write: (path, bytes, mode) => change(path, (files, at) => files.write(at, bytes, mode), true),
    append: (path, bytes) => change(path, (files, at) => files.append(at, bytes), true),
    stat: (path) => on(path, (files, at) => files.stat(at)),
    linkStat: (path) => on(path, (files, at) => files.linkStat(at)),
    exists: (path) => on(path, (files, at) => files.exists(at)),
    list: (path) => on(path, (files, at) => files.list(at)),
    makeDirectory: (path, options) => change(path, (files, at) => files.makeDirectory(at, options), true),
    remove: (path, options) => change(path, (files, at) => files.remove(at, options)),
    rename: (from, to) => {
      const [source, target] = [mountOf(from), mountOf(to)];
      if (source.readOnly || target.readOnly) throw new FileError('EROFS', to);
      const [sourcePath, targetPath] = [inside(source, from), inside(target, to)];
      if (source.files === target.files) return source.files.rename(sourcePath, targetPath);
      // Between file systems a file is copied, as mv(1) does after EXDEV.
      target.files.write(targetPath, source.files.read(sourcePath), source.files.stat(sourcePath).mode);
      source.files.remove(sourcePath);
    },
    link: (target, path) => change(path, (files, at) => files.link(target, at)),
    hardLink: (existing, path) => {
      const [source, target] = [mountOf(existing), mountOf(path)];
      if (source.readOnly || target.readOnly) throw new FileError('EROFS', path);
      if (source.files !== target.files) throw new FileError('EXDEV', path);
      source.files.hardLink(inside(source, existing), inside(target, path));
    },
    readLink: (path) => on(path, (files, at) => files.readLink(at)),
    setMode: (path, mode) => change(path, (files, at) => files.setMode(at, mode)),
    setOwner: (path, uid, gid) => change(path, (files, at) => files.setOwner(at, uid, gid)),
    setModified: (path, modifiedMs) => change(path, (files, at) => files.setModified(at, modifiedMs)),
    setAccessed: (path, accessedMs) => change(path, (files, at) => files.setAccessed(at, accessedMs)),
    resolve: (path) => {
      const mount = mountOf(path);
      const resolved = mount.files.resolve(inside(mount, path));
      if (mount === root) return resolved;
      const rest = mount.root === '/' ? resolved : resolved.slice(mount.root.length);
      return `${mount.point}${rest === '/' ? '' : rest}`;
    },
    markStart: () => base.markStart(),
    changes: () => base.changes(),
    watch: (path, listener) => on(path, (files, at) => files.watch(at, listener)),
    usedBytes: () => points.reduce((sum, { files }) => sum + files.usedBytes(), base.usedBytes()),
  };
}

const SETGID = 0o2000;

/** A file in a setgid directory has the directory's group. */
function groupOf(files: FileSystem, path: string, own: number): number {
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  const { mode, gid } = files.stat(parent);
  return mode & SETGID ? gid : own;
}
