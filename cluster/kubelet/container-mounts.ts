import type { Container, VolumeMount } from 'kubernetes-types/core/v1.js';
import type { Clock } from '../machinery/clock.ts';
import { FileError, type FileSystem } from '../machinery/file-system.ts';
import { createLayer } from '../machinery/file-tree.ts';
import { createMemoryFileSystem } from '../machinery/memory-file-system.ts';
import type { Mount } from '../machinery/mounted-file-system.ts';
import { ContainerConfigError, expandStrictly } from './container-environment.ts';
import type { PodVolume } from './pod-volumes.ts';

const EMPTY_LAYER = createLayer([], 0);

/** A mount and how /proc/mounts names its file system. */
export interface ContainerMount extends Mount {
  readonly type: PodVolume['type'];
}

/** What is mounted into a container (kubelet_pods.go makeMounts). Throws `ContainerConfigError`. */
export function containerMounts(
  { volumeMounts = [] }: Container,
  volumes: ReadonlyMap<string, PodVolume>,
  environment: Readonly<Record<string, string>>,
  clock: Clock,
): ContainerMount[] {
  return volumeMounts.flatMap((mount) => {
    const volume = volumes.get(mount.name);
    if (!volume) return [];
    const point = `/${mount.mountPath}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    const subPath = subPathOf(mount, environment);
    const readOnly = volume.readOnly || mount.readOnly === true;
    const { type } = volume;
    if (!subPath) return [{ point, files: volume.files, root: volume.path, readOnly, type }];
    const root = volume.path === '/' ? `/${subPath}` : `${volume.path}/${subPath}`;
    // What is bound is the file or directory of now: later updates of the volume do not reach it.
    if (volume.readOnly) return [{ point, ...snapshot(volume.files, root, clock), readOnly, type }];
    prepareSubPath(volume.files, root, mount.name);
    return [{ point, files: volume.files, root: volume.files.resolve(root), readOnly, type }];
  });
}

/** The subPath with its variables replaced; '' when there is none. */
function subPathOf({ subPath, subPathExpr }: VolumeMount, environment: Readonly<Record<string, string>>): string {
  const text = subPathExpr ? expandStrictly(subPathExpr, environment) : (subPath ?? '');
  if (text.startsWith('/')) throw new ContainerConfigError(`error SubPath \`${text}\` must not be an absolute path`);
  if (text.split('/').includes('..'))
    throw new ContainerConfigError(`unable to provision SubPath \`${text}\`: must not contain '..'`);
  return text.replace(/\/+$/, '');
}

function prepareSubPath(files: FileSystem, root: string, volumeName: string): void {
  try {
    if (!files.exists(root)) files.makeDirectory(root, { recursive: true, mode: 0o755 });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new ContainerConfigError(`failed to create subPath directory for volumeMount "${volumeName}" of container`);
  }
}

/** A copy of a file or directory, at `root` of a file system of its own. */
function snapshot(files: FileSystem, path: string, clock: Clock): { files: FileSystem; root: string } {
  const copy = createMemoryFileSystem({ clock, base: EMPTY_LAYER });
  if (!files.exists(path)) {
    copy.makeDirectory('/content');
    return { files: copy, root: '/content' };
  }
  copyInto(files, files.resolve(path), copy, '/content');
  return { files: copy, root: '/content' };
}

function copyInto(from: FileSystem, path: string, to: FileSystem, target: string): void {
  const { kind, mode, uid, gid } = from.stat(path);
  if (kind === 'directory') {
    to.makeDirectory(target, { mode });
    for (const name of from.list(path)) copyInto(from, `${path}/${name}`, to, `${target}/${name}`);
  } else to.write(target, from.read(path), mode);
  to.setOwner(target, uid, gid);
}

/** Makes the directories (and empty files) that things are mounted on. */
export function makeMountPoints(base: FileSystem, mounts: readonly ContainerMount[]): void {
  for (const mount of [...mounts].sort((a, b) => a.point.length - b.point.length)) {
    const outer = mounts
      .filter(({ point }) => mount.point.startsWith(`${point}/`))
      .sort((a, b) => b.point.length - a.point.length)[0];
    const files = outer ? outer.files : base;
    const rest = outer ? mount.point.slice(outer.point.length) : mount.point;
    const path = outer && outer.root !== '/' ? `${outer.root}${rest}` : rest;
    if (files.exists(path)) continue;
    const isFile = mount.files.exists(mount.root) && mount.files.stat(mount.root).kind === 'file';
    const directory = isFile ? path.slice(0, path.lastIndexOf('/')) || '/' : path;
    if (directory !== '/') files.makeDirectory(directory, { recursive: true });
    if (isFile) files.write(path, new Uint8Array());
  }
}
