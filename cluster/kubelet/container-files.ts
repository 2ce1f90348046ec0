import type { Container } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { type FileSnapshot, restoreFiles } from '../machinery/file-snapshot.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import { ownerText } from '../machinery/file-tree.ts';
import { LazyFileSystem } from '../machinery/lazy-file-system.ts';
import type { Credentials, ProgramTable } from '../machinery/machine.ts';
import { createMemoryFileSystem } from '../machinery/memory-file-system.ts';
import { mountFileSystems } from '../machinery/mounted-file-system.ts';
import { PermittedFileSystem } from '../machinery/permitted-file-system.ts';
import { executableFile, standardFiles } from '../machinery/standard-files.ts';
import { imageUser, processStatus } from './container-credentials.ts';
import { hostsFile } from './container-hosts.ts';
import { type ContainerMount, containerMounts, makeMountPoints } from './container-mounts.ts';
import { resolverFile } from './container-resolver.ts';
import type { Image } from './image.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodSandbox } from './pod-sandbox.ts';
import type { PodVolume } from './pod-volumes.ts';

const encoder = new TextEncoder();
const DEFAULT_TERMINATION_LOG = '/dev/termination-log';

export interface ContainerFilesOptions {
  readonly context: KubeletContext;
  readonly pod: Pod;
  readonly container: Container;
  readonly image: Image;
  readonly programs: ProgramTable;
  readonly sandbox: PodSandbox;
  /** By volume name. */
  readonly volumes: ReadonlyMap<string, PodVolume>;
  readonly environment: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  /** What the container has written already, if it is taken up again. */
  readonly changes?: readonly FileSnapshot[] | undefined;
}

/** A container's own files: the image's, what the kubelet manages in /etc, /proc, and its volumes. Throws `ContainerConfigError`. */
export function containerFiles(options: ContainerFilesOptions): FileSystem {
  const { context, container, volumes, environment, changes = [] } = options;
  const mounts = containerMounts(container, volumes, environment, context.clock);
  const files = new LazyFileSystem(() => mountedFiles(options, mounts));
  if (changes.length === 0) return files;
  restoreFiles(files, changes);
  return files;
}

function mountedFiles(options: ContainerFilesOptions, mounts: readonly ContainerMount[]): FileSystem {
  const { context, container, image, programs, credentials } = options;
  const { uid, gid } = credentials;
  const base = createMemoryFileSystem({
    clock: context.clock,
    base: standardFiles('container', programs),
    user: ownerText(imageUser(image)),
  });
  for (const path of image.directories ?? []) base.makeDirectory(path, { recursive: true });
  for (const path of image.userland?.absent ?? []) base.remove(path);
  const contents = { ...image.userland?.files, ...image.files };
  for (const [path, content] of Object.entries(contents)) put(base, path, content);
  for (const path of image.programPaths ?? [])
    put(base, path, executableFile(path.slice(path.lastIndexOf('/') + 1)), 0o755);
  putManagedFiles(base, options, mounts);
  makeMountPoints(base, mounts);
  base.markStart();
  const readOnlyRoot = container.securityContext?.readOnlyRootFilesystem === true;
  if (mounts.length === 0 && !readOnlyRoot && uid === 0) return base;
  const log = container.terminationMessagePath ?? DEFAULT_TERMINATION_LOG;
  const writable = readOnlyRoot && base.exists(log) ? [{ point: log, files: base, root: log, readOnly: false }] : [];
  const all = { mounts: [...mounts, ...writable], readOnlyRoot };
  if (uid === 0) return mountFileSystems(base, all);
  return new PermittedFileSystem(mountFileSystems(base, { ...all, owner: { uid, gid } }), credentials);
}

function putManagedFiles(base: FileSystem, options: ContainerFilesOptions, mounts: readonly ContainerMount[]): void {
  const { context, pod, container, sandbox, credentials } = options;
  const { nodeFiles } = context;
  const nodeHosts = nodeFiles.exists('/etc/hosts') ? Buffer.from(nodeFiles.read('/etc/hosts')).toString('utf8') : '';
  put(base, '/etc/hostname', `${sandbox.hostname}\n`);
  put(base, '/etc/hosts', hostsFile(pod, sandbox, nodeHosts));
  put(base, '/etc/resolv.conf', resolverFile(pod, context.clusterDns));
  put(base, '/proc/mounts', mountTable(container, mounts));
  put(base, '/proc/self/status', processStatus(container, credentials));
  for (const { name, value } of pod.spec.securityContext?.sysctls ?? []) {
    put(base, `/proc/sys/${name.replaceAll('.', '/')}`, `${value}\n`);
  }
  const log = container.terminationMessagePath ?? DEFAULT_TERMINATION_LOG;
  if (!mounts.some(({ point }) => log === point || log.startsWith(`${point}/`))) put(base, log, '', 0o666);
}

function mountTable({ securityContext }: Container, mounts: readonly ContainerMount[]): string {
  const rootMode = securityContext?.readOnlyRootFilesystem ? 'ro' : 'rw';
  const lines = [
    `overlay / overlay ${rootMode},relatime 0 0`,
    'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
    'tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755 0 0',
    ...mounts.map(({ point, type, readOnly }) => {
      const source = type === 'tmpfs' ? 'tmpfs' : '/dev/vda1';
      return `${source} ${point} ${type} ${readOnly ? 'ro' : 'rw'},relatime 0 0`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function put(files: FileSystem, path: string, content: string | Uint8Array, mode?: number): void {
  const directory = path.slice(0, path.lastIndexOf('/'));
  if (directory && !files.exists(directory)) files.makeDirectory(directory, { recursive: true });
  files.write(path, typeof content === 'string' ? encoder.encode(content) : content, mode);
}
