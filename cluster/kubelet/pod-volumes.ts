import type { KeyToPath, Volume, VolumeProjection } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import { createLayer } from '../machinery/file-tree.ts';
import { createMemoryFileSystem } from '../machinery/memory-file-system.ts';
import { configMapData, type DownwardValues, fieldValue, secretData } from './container-environment.ts';
import type { KubeletContext } from './kubelet-options.ts';

/** Files of a volume by path inside it. */
export type VolumeFiles = ReadonlyMap<string, string>;

/** One volume of a pod: files that each container gets a copy of, or (emptyDir) a file system that all of them share. */
export interface PodVolume {
  readonly files: VolumeFiles;
  readonly shared?: FileSystem;
}

const EMPTY_LAYER = createLayer([], 0);

export function podVolume(context: KubeletContext, pod: Pod, volume: Volume, values: DownwardValues): PodVolume {
  if (volume.emptyDir) {
    return { files: new Map(), shared: createMemoryFileSystem({ clock: context.clock, base: EMPTY_LAYER }) };
  }
  return { files: volumeFiles(context, pod, volume, values) };
}

/**
 * What a pod's volumes hold when it starts: ConfigMaps, Secrets, projected sources and the downward API. Volumes of other
 * kinds start empty. Throws `ContainerConfigError` when something they need is not there.
 */
function volumeFiles(context: KubeletContext, pod: Pod, volume: Volume, values: DownwardValues): VolumeFiles {
  const { configMap, secret, projected, downwardAPI } = volume;
  const files = new Map<string, string>();
  if (configMap) {
    addItems(files, configMapData(context.informers, pod, configMap.name ?? '', configMap.optional), configMap.items);
  } else if (secret) {
    addItems(files, secretData(context.informers, pod, secret.secretName ?? '', secret.optional), secret.items);
  } else if (downwardAPI) {
    addFields(files, pod, downwardAPI.items, values);
  } else if (projected) {
    for (const source of projected.sources ?? []) addProjection(files, context, pod, source, values);
  }
  return files;
}

function addProjection(
  files: Map<string, string>,
  context: KubeletContext,
  pod: Pod,
  { configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection,
  values: DownwardValues,
): void {
  if (configMap) {
    addItems(files, configMapData(context.informers, pod, configMap.name ?? '', configMap.optional), configMap.items);
  }
  if (secret) addItems(files, secretData(context.informers, pod, secret.name ?? '', secret.optional), secret.items);
  if (downwardAPI) addFields(files, pod, downwardAPI.items, values);
  if (serviceAccountToken && context.serviceAccountToken) {
    const account = pod.spec.serviceAccountName ?? 'default';
    files.set(serviceAccountToken.path, context.serviceAccountToken(pod.metadata.namespace, account));
  }
}

function addItems(
  files: Map<string, string>,
  data: Readonly<Record<string, string>> = {},
  items: readonly KeyToPath[] | undefined,
): void {
  const selected = items ?? Object.keys(data).map((key) => ({ key, path: key }));
  for (const { key, path } of selected) {
    const value = data[key];
    if (value !== undefined) files.set(path, value);
  }
}

function addFields(
  files: Map<string, string>,
  pod: Pod,
  items: readonly { path: string; fieldRef?: { fieldPath: string } }[] = [],
  values: DownwardValues,
): void {
  for (const { path, fieldRef } of items) {
    const value = fieldRef && fieldValue(pod, fieldRef.fieldPath, values);
    if (value !== undefined) files.set(path, value);
  }
}
