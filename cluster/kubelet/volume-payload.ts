import type {
  KeyToPath,
  ResourceFieldSelector,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { CONFIG_MAPS, SECRETS } from '../client/resources.ts';
import { ContainerConfigError } from './container-environment.ts';
import { fieldValue, resourceValue } from './downward-api.ts';
import type { KubeletContext } from './kubelet-options.ts';

export interface PayloadFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
}
/** What a volume made of API objects holds, by path inside it. */
export type VolumePayload = ReadonlyMap<string, PayloadFile>;

const DEFAULT_MODE = 0o644;

type Data = Readonly<Record<string, Uint8Array>>;

/**
 * The content of a configMap, secret, downwardAPI or projected volume, as things are now; undefined for a volume of another
 * kind. Throws `ContainerConfigError` when something it needs is not there.
 */
export function volumePayload(context: KubeletContext, pod: Pod, volume: Volume): VolumePayload | undefined {
  const { configMap, secret, projected, downwardAPI } = volume;
  const files = new Map<string, PayloadFile>();
  if (configMap) {
    const { name = '', items, optional, defaultMode = DEFAULT_MODE } = configMap;
    addItems(files, configMapFiles(context, pod, name, optional), items, defaultMode, missingConfigKey, optional);
  } else if (secret) {
    const { secretName = '', items, optional, defaultMode = DEFAULT_MODE } = secret;
    addItems(files, secretFiles(context, pod, secretName, optional), items, defaultMode, missingSecretKey, optional);
  } else if (downwardAPI) addFields(files, context, pod, downwardAPI.items, downwardAPI.defaultMode ?? DEFAULT_MODE);
  else if (projected) {
    for (const source of projected.sources ?? []) {
      addProjection(files, context, pod, source, projected.defaultMode ?? DEFAULT_MODE);
    }
  } else return undefined;
  return files;
}

/** ConfigMaps and Secrets of the pod's namespace that its volumes are made of: `ConfigMap/name`. */
export function payloadSources(volumes: readonly Volume[] = []): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { configMap, secret, projected } of volumes) {
    if (configMap) names.add(`ConfigMap/${configMap.name}`);
    if (secret) names.add(`Secret/${secret.secretName}`);
    for (const source of projected?.sources ?? []) {
      if (source.configMap) names.add(`ConfigMap/${source.configMap.name}`);
      if (source.secret) names.add(`Secret/${source.secret.name}`);
    }
  }
  return names;
}

function addProjection(
  files: Map<string, PayloadFile>,
  context: KubeletContext,
  pod: Pod,
  { configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection,
  mode: number,
): void {
  if (configMap) {
    const { name = '', items, optional } = configMap;
    addItems(files, configMapFiles(context, pod, name, optional), items, mode, missingConfigKey, optional);
  }
  if (secret) {
    const { name = '', items, optional } = secret;
    addItems(files, secretFiles(context, pod, name, optional), items, mode, missingSecretKey, optional);
  }
  if (downwardAPI) addFields(files, context, pod, downwardAPI.items, mode);
  if (serviceAccountToken && context.serviceAccountToken) {
    const { path } = serviceAccountToken;
    // Signed when somebody reads it.
    const bytesOfToken = () => tokenBytes(context, pod, serviceAccountToken);
    files.set(path, {
      get bytes() {
        return bytesOfToken();
      },
      mode: tokenMode(pod, mode),
    });
  }
}

const ISSUED = new WeakMap<ServiceAccountTokenProjection, { readonly bytes: Uint8Array; readonly untilMs: number }>();
const DEFAULT_EXPIRATION_SECONDS = 3600;

/** The pod's token for this projection; a new one when four fifths of its time are over (pkg/kubelet/token). */
function tokenBytes(context: KubeletContext, pod: Pod, projection: ServiceAccountTokenProjection): Uint8Array {
  const now = context.clock.now();
  const issued = ISSUED.get(projection);
  if (issued && now < issued.untilMs) return issued.bytes;
  const { audience, expirationSeconds = DEFAULT_EXPIRATION_SECONDS } = projection;
  const { name, namespace } = pod.metadata;
  const order = { pod: name, expirationSeconds, ...(audience ? { audience } : {}) };
  const token = context.serviceAccountToken?.(namespace, pod.spec.serviceAccountName ?? 'default', order) ?? '';
  const bytes = Buffer.from(token);
  ISSUED.set(projection, { bytes, untilMs: now + expirationSeconds * 800 });
  return bytes;
}

/** A token is its user's alone where the volume's files are given to one (projected.go collectData). */
function tokenMode({ spec }: Pod, mode: number): number {
  const users = new Set(
    spec.containers.map(({ securityContext }) => securityContext?.runAsUser ?? spec.securityContext?.runAsUser),
  );
  const ofOneUser = users.size === 1 && !users.has(undefined);
  return ofOneUser || spec.securityContext?.fsGroup !== undefined ? 0o600 : mode;
}

function configMapFiles({ informers }: KubeletContext, pod: Pod, name: string, optional = false): Data | undefined {
  const map = informers.informer(CONFIG_MAPS).get(`${pod.metadata.namespace}/${name}`);
  if (!map && !optional) throw new ContainerConfigError(`configmap "${name}" not found`);
  return map && { ...bytesOf(map.data, 'utf8'), ...bytesOf(map.binaryData, 'base64') };
}

function secretFiles({ informers }: KubeletContext, pod: Pod, name: string, optional = false): Data | undefined {
  const secret = informers.informer(SECRETS).get(`${pod.metadata.namespace}/${name}`);
  if (!secret && !optional) throw new ContainerConfigError(`secret "${name}" not found`);
  return secret && bytesOf(secret.data, 'base64');
}

function bytesOf(data: Readonly<Record<string, string>> = {}, encoding: 'utf8' | 'base64'): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, encoding)]));
}

function missingConfigKey(key: string): string {
  return `configmap references non-existent config key: ${key}`;
}

function missingSecretKey(key: string): string {
  return `references non-existent secret key: ${key}`;
}

function addItems(
  files: Map<string, PayloadFile>,
  data: Data | undefined,
  items: readonly KeyToPath[] | undefined,
  defaultMode: number,
  missing: (key: string) => string,
  optional = false,
): void {
  const selected: readonly KeyToPath[] = items?.length
    ? items
    : Object.keys(data ?? {}).map((key) => ({ key, path: key }));
  for (const { key, path, mode } of selected) {
    const bytes = data?.[key];
    if (bytes !== undefined) files.set(path, { bytes, mode: mode ?? defaultMode });
    else if (!optional) throw new ContainerConfigError(missing(key));
  }
}

interface FieldFile {
  readonly path: string;
  readonly mode?: number;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: ResourceFieldSelector;
}

function addFields(
  files: Map<string, PayloadFile>,
  context: KubeletContext,
  pod: Pod,
  items: readonly FieldFile[] = [],
  defaultMode: number,
): void {
  for (const { path, mode, fieldRef, resourceFieldRef } of items) {
    const text = fieldRef
      ? fieldValue(pod, fieldRef.fieldPath, { podIp: '', hostIp: context.node.address })
      : resourceFieldRef && resourceValue(pod, resourceFieldRef);
    files.set(path, { bytes: Buffer.from(text ?? ''), mode: mode ?? defaultMode });
  }
}
