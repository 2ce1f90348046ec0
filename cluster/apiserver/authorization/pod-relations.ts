import { isMap, type JsonMap } from '../json.ts';

/** Kinds of objects that pods name. */
export type Related = 'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'serviceaccounts';

/** Whether a pod's spec names the object in its own namespace (pkg/api/v1/pod VisitPodSecretNames and its like). */
export function podUses(spec: JsonMap, kind: Related, name: string): boolean {
  if (kind === 'serviceaccounts') return (spec.serviceAccountName || 'default') === name;
  if (kind === 'secrets' && maps(spec.imagePullSecrets).some((reference) => reference.name === name)) return true;
  if (volumesOf(spec).some((volume) => volumeUses(volume, kind, name))) return true;
  const containers = [spec.containers, spec.initContainers, spec.ephemeralContainers].flatMap(maps);
  return kind !== 'persistentvolumeclaims' && containers.some((container) => containerUses(container, kind, name));
}

/** Volumes and, among them, the sources of projected ones. */
function volumesOf(spec: JsonMap): JsonMap[] {
  return maps(spec.volumes).flatMap((volume) => [
    volume,
    ...(isMap(volume.projected) ? maps(volume.projected.sources) : []),
  ]);
}

function volumeUses(volume: JsonMap, kind: Related, name: string): boolean {
  const { secret, configMap, persistentVolumeClaim } = volume;
  if (kind === 'secrets') return isMap(secret) && (secret.secretName ?? secret.name) === name;
  if (kind === 'configmaps') return isMap(configMap) && configMap.name === name;
  return isMap(persistentVolumeClaim) && persistentVolumeClaim.claimName === name;
}

function containerUses(container: JsonMap, kind: Related, name: string): boolean {
  const [fromKey, refKey] = kind === 'secrets' ? ['secretKeyRef', 'secretRef'] : ['configMapKeyRef', 'configMapRef'];
  const inEnvironment = maps(container.env).some(({ valueFrom }) =>
    names(isMap(valueFrom) ? valueFrom[fromKey] : null, name),
  );
  return inEnvironment || maps(container.envFrom).some((source) => names(source[refKey], name));
}

function names(reference: unknown, name: string): boolean {
  return isMap(reference) && reference.name === name;
}

function maps(value: unknown): JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
