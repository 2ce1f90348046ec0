import type { JsonObject } from '../json.ts';

/**
 * How strategic merge treats a list or map: x-kubernetes-patch-strategy and -merge-key of Kubernetes 1.34's schema
 * (33 distinct field:strategy:key triples), looked up by field name and what holds it.
 */
export interface MergeRule {
  /** Lists of objects merge by this field; null: a list of plain values merged as a set. */
  readonly mergeKey: string | null;
  readonly retainKeys?: boolean;
}

const BY_FIELD: Readonly<Record<string, MergeRule>> = {
  conditions: { mergeKey: 'type' },
  containers: { mergeKey: 'name' },
  initContainers: { mergeKey: 'name' },
  ephemeralContainers: { mergeKey: 'name' },
  env: { mergeKey: 'name' },
  volumeDevices: { mergeKey: 'devicePath' },
  volumeMounts: { mergeKey: 'mountPath' },
  volumes: { mergeKey: 'name', retainKeys: true },
  hostAliases: { mergeKey: 'ip' },
  imagePullSecrets: { mergeKey: 'name' },
  resourceClaims: { mergeKey: 'name', retainKeys: true },
  schedulingGates: { mergeKey: 'name' },
  topologySpreadConstraints: { mergeKey: 'topologyKey' },
  addresses: { mergeKey: 'type' },
  podIPs: { mergeKey: 'ip' },
  hostIPs: { mergeKey: 'ip' },
  podCIDRs: { mergeKey: null },
  finalizers: { mergeKey: null },
  ownerReferences: { mergeKey: 'uid' },
  secrets: { mergeKey: 'name' },
  webhooks: { mergeKey: 'name' },
  matchConditions: { mergeKey: 'name' },
};

/** `path` is field names from the object's top, without list positions. */
export function mergeRule(kind: string, path: readonly string[]): MergeRule | null {
  const field = path.at(-1)!;
  const parent = path.at(-2);
  if (field === 'ports') {
    if (parent && /ontainers$/.test(parent)) return { mergeKey: 'containerPort' };
    return kind === 'Service' && parent === 'spec' ? { mergeKey: 'port' } : null;
  }
  // EndpointSlice and Ingress have lists of these names that are atomic.
  if (field === 'addresses' && kind !== 'Node') return null;
  if (field === 'secrets' && kind !== 'ServiceAccount') return null;
  return BY_FIELD[field] ?? null;
}

/** A map whose keys must all be named when it is patched: Deployment's spec.strategy, a volume. */
export function retainsKeys(kind: string, path: readonly string[]): boolean {
  return kind === 'Deployment' && path.length === 2 && path[1] === 'strategy';
}

/** Kinds that the API server itself defines: only those know strategic merge. */
export function isBuiltIn(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return !group.includes('.') || (group.endsWith('.k8s.io') && BUILT_IN_GROUPS.has(group));
}

const BUILT_IN_GROUPS: ReadonlySet<string> = new Set(
  [
    'admissionregistration',
    'apiextensions',
    'apiregistration',
    'authentication',
    'authorization',
    'certificates',
    'coordination',
    'discovery',
    'events',
    'flowcontrol.apiserver',
    'networking',
    'node',
    'rbac.authorization',
    'resource',
    'scheduling',
    'storage',
  ].map((name) => `${name}.k8s.io`),
);

export const keyOf = (item: JsonObject, mergeKey: string): string => String(item[mergeKey]);
