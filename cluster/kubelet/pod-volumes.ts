import type { HostPathVolumeSource, Volume } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../client/resources.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import { createLayer } from '../machinery/file-tree.ts';
import { LazyFileSystem } from '../machinery/lazy-file-system.ts';
import { createMemoryFileSystem } from '../machinery/memory-file-system.ts';
import { quantityValue } from '../machinery/quantity.ts';
import { writeAtomically } from './atomic-writer.ts';
import { ContainerConfigError } from './container-environment.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { setVolumeOwnership } from './volume-ownership.ts';
import { volumePayload } from './volume-payload.ts';

/** One volume of a pod, as all its containers share it. */
export interface PodVolume {
  readonly files: FileSystem;
  /** Where it begins in `files`: `/`, or a directory (or file) of the node. */
  readonly path: string;
  /** As /proc/mounts names its file system. */
  readonly type: 'tmpfs' | 'ext4';
  /** Made of API objects: written by the kubelet alone. */
  readonly readOnly: boolean;
  /** Brings it to what the API objects say now. */
  refresh(pod: Pod): void;
}

const EMPTY_LAYER = createLayer([], 0);
const WORLD_WRITABLE = createLayer([], 0, 0o777);

/** Sets a volume up. Throws `ContainerConfigError` (what FailedMount says) when something it needs is not there. */
export function podVolume(context: KubeletContext, pod: Pod, volume: Volume): PodVolume {
  const { clock } = context;
  if (volume.emptyDir) {
    const { medium, sizeLimit } = volume.emptyDir;
    const limitBytes = sizeLimit === undefined ? undefined : quantityValue(sizeLimit);
    const limited = medium === 'Memory' && limitBytes ? { limitBytes } : {};
    const files = createMemoryFileSystem({ clock, base: WORLD_WRITABLE, ...limited });
    giveToGroup(pod, files, false);
    return { files, path: '/', type: medium === 'Memory' ? 'tmpfs' : 'ext4', readOnly: false, refresh: () => {} };
  }
  if (volume.hostPath) return hostPath(context, volume.hostPath);
  if (volume.persistentVolumeClaim) return claimed(context, pod, volume.persistentVolumeClaim.claimName);
  if (volume.ephemeral) return claimed(context, pod, `${pod.metadata.name}-${volume.name}`);
  return fromObjects(context, pod, volume);
}

function fromObjects(context: KubeletContext, pod: Pod, volume: Volume): PodVolume {
  let latest = pod;
  let payload = volumePayload(context, pod, volume);
  const put = (target: FileSystem) => {
    if (!payload) return;
    writeAtomically(target, payload, context);
    giveToGroup(latest, target, true);
  };
  const files = new LazyFileSystem(() => {
    const made = createMemoryFileSystem({ clock: context.clock, base: EMPTY_LAYER });
    put(made);
    return made;
  });
  const refresh = (current: Pod) => {
    payload = volumePayload(context, current, volume);
    latest = current;
    if (files.isMade) put(files);
  };
  return { files, path: '/', type: volume.configMap ? 'ext4' : 'tmpfs', readOnly: true, refresh };
}

function giveToGroup({ spec }: Pod, files: FileSystem, readOnly: boolean): void {
  const group = spec.securityContext?.fsGroup;
  if (group !== undefined) setVolumeOwnership(files, group, readOnly);
}

/** A file or directory of the node (pkg/volume/hostpath). */
function hostPath({ nodeFiles }: KubeletContext, { path, type = '' }: HostPathVolumeSource): PodVolume {
  const kind = nodeFiles.exists(path) ? nodeFiles.stat(path).kind : undefined;
  const fail = (what: string) => {
    throw new ContainerConfigError(`hostPath type check failed: ${path} is not ${what}`);
  };
  if (type.startsWith('Directory') && kind !== undefined && kind !== 'directory') fail('a directory');
  if (type.startsWith('File') && kind !== undefined && kind !== 'file') fail('a file');
  if (type === 'Directory' && kind === undefined) fail('a directory');
  if (type === 'File' && kind === undefined) fail('a file');
  if (type === 'Socket') fail('a socket file');
  if (type === 'CharDevice' && kind !== 'device') fail('a character device');
  if (type === 'BlockDevice') fail('a block device');
  if (kind === undefined) {
    const isFile = type === 'FileOrCreate';
    const directory = isFile ? path.slice(0, path.lastIndexOf('/')) || '/' : path;
    nodeFiles.makeDirectory(directory, { recursive: true });
    if (isFile) nodeFiles.write(path, new Uint8Array(), 0o644);
  }
  return { files: nodeFiles, path, type: 'ext4', readOnly: false, refresh: () => {} };
}

/** The volume a claim is bound to: a path of the node, or for storage that is not simulated a directory named after it. */
function claimed(context: KubeletContext, pod: Pod, claimName: string): PodVolume {
  const key = `${pod.metadata.namespace}/${claimName}`;
  const claim = context.informers.informer(PERSISTENT_VOLUME_CLAIMS).get(key);
  if (!claim) throw new ContainerConfigError(`persistentvolumeclaim "${claimName}" not found`);
  const volumeName = claim.spec.volumeName;
  const volume = volumeName && context.informers.informer(PERSISTENT_VOLUMES).get(volumeName);
  if (!volume) throw new ContainerConfigError(`persistentvolumeclaim "${claimName}" is not bound`);
  const { hostPath: host, local } = volume.spec;
  if (local && !context.nodeFiles.exists(local.path)) {
    throw new ContainerConfigError(`path "${local.path}" does not exist`);
  }
  const path = host?.path ?? local?.path ?? `/var/lib/kubelet/volumes/${volumeName}`;
  return hostPath(context, { path, type: host?.type ?? 'DirectoryOrCreate' });
}
