import type { FileSystem } from '../machinery/file-system.ts';

/**
 * A file system with others mounted into it, as a container sees its emptyDir volumes: what one container of a pod writes
 * there, the others read. Links do not lead out of a mount.
 */
export function mountFileSystems(base: FileSystem, mounts: ReadonlyMap<string, FileSystem>): FileSystem {
  const points = [...mounts].map(([point, files]) => ({ point: point.replace(/\/$/, ''), files }));
  const at = (path: string) => {
    const mount = points.find(({ point }) => path === point || path.startsWith(`${point}/`));
    return mount
      ? { files: mount.files, inside: path.slice(mount.point.length) || '/', point: mount.point }
      : { files: base, inside: path, point: '' };
  };
  const on = <T>(path: string, use: (files: FileSystem, inside: string) => T): T => {
    const { files, inside } = at(path);
    return use(files, inside);
  };
  return {
    read: (path) => on(path, (files, inside) => files.read(inside)),
    write: (path, bytes, mode) => on(path, (files, inside) => files.write(inside, bytes, mode)),
    append: (path, bytes) => on(path, (files, inside) => files.append(inside, bytes)),
    stat: (path) => on(path, (files, inside) => files.stat(inside)),
    linkStat: (path) => on(path, (files, inside) => files.linkStat(inside)),
    exists: (path) => on(path, (files, inside) => files.exists(inside)),
    list: (path) => on(path, (files, inside) => files.list(inside)),
    makeDirectory: (path, options) => on(path, (files, inside) => files.makeDirectory(inside, options)),
    remove: (path, options) => on(path, (files, inside) => files.remove(inside, options)),
    rename: (from, to) => {
      const [source, target] = [at(from), at(to)];
      if (source.files === target.files) return source.files.rename(source.inside, target.inside);
      // Between file systems a file is copied, as mv(1) does after EXDEV.
      target.files.write(target.inside, source.files.read(source.inside), source.files.stat(source.inside).mode);
      source.files.remove(source.inside);
    },
    link: (target, path) => on(path, (files, inside) => files.link(target, inside)),
    readLink: (path) => on(path, (files, inside) => files.readLink(inside)),
    setMode: (path, mode) => on(path, (files, inside) => files.setMode(inside, mode)),
    setOwner: (path, uid, gid) => on(path, (files, inside) => files.setOwner(inside, uid, gid)),
    setModified: (path, modifiedMs) => on(path, (files, inside) => files.setModified(inside, modifiedMs)),
    resolve: (path) => {
      const { files, inside, point } = at(path);
      const resolved = files.resolve(inside);
      return point && resolved === '/' ? point : `${point}${resolved}`;
    },
    watch: (path, listener) => on(path, (files, inside) => files.watch(inside, listener)),
    usedBytes: () => points.reduce((sum, { files }) => sum + files.usedBytes(), base.usedBytes()),
  };
}
