import type { Random } from '../../machinery/random.ts';
import { isMap, type JsonMap } from '../json.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME_PREFIX = 'kube-api-access-';

/** Gives every container that has nothing there the account's token, the root certificate and its namespace. */
export function mountServiceAccountToken(spec: JsonMap, random: Random): void {
  const lacking = [...maps(spec.containers), ...maps(spec.initContainers)].filter(
    (container) => !maps(container.volumeMounts).some((mount) => mount.mountPath === TOKEN_PATH),
  );
  if (lacking.length === 0) return;
  const volumes = maps(spec.volumes);
  const present = volumes.find((volume) => String(volume.name).startsWith(VOLUME_PREFIX));
  const name = present?.name ?? `${VOLUME_PREFIX}${random.suffix(5)}`;
  for (const container of lacking) {
    container.volumeMounts = [...maps(container.volumeMounts), { mountPath: TOKEN_PATH, name, readOnly: true }];
  }
  if (!present) spec.volumes = [...volumes, { name, projected: { defaultMode: 0o644, sources: tokenSources() } }];
}

function tokenSources(): JsonMap[] {
  const namespace = { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' };
  return [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
    { downwardAPI: { items: [namespace] } },
  ];
}

function maps(value: unknown): JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
