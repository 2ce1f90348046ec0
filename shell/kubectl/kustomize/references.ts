import { isRecord, type MutableJson, nameOf, namespaceOf } from '../json.ts';
import { eachAt, isClusterWide, kindOf, type Resource } from './resource.ts';

const POD_SPECS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  ReplicationController: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
};

const inContainers = (path: string): string[] =>
  ['containers', 'initContainers', 'ephemeralContainers'].map((list) => `${list}[]/${path}`);

/** Where a pod's spec names objects of other kinds. */
const IN_PODS: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: [
    'volumes[]/configMap/name',
    'volumes[]/projected/sources[]/configMap/name',
    ...inContainers('env[]/valueFrom/configMapKeyRef/name'),
    ...inContainers('envFrom[]/configMapRef/name'),
  ],
  Secret: [
    'volumes[]/secret/secretName',
    'volumes[]/projected/sources[]/secret/name',
    'imagePullSecrets[]/name',
    ...inContainers('env[]/valueFrom/secretKeyRef/name'),
    ...inContainers('envFrom[]/secretRef/name'),
  ],
  PersistentVolumeClaim: ['volumes[]/persistentVolumeClaim/claimName'],
  ServiceAccount: ['serviceAccountName'],
  PriorityClass: ['priorityClassName'],
};

/** Other places that name objects (kustomize's namereference.go): target kind, holder's kind, path. */
const ELSEWHERE: readonly (readonly [string, string, string])[] = [
  ['Secret', 'ServiceAccount', 'imagePullSecrets[]/name'],
  ['Secret', 'ServiceAccount', 'secrets[]/name'],
  ['Secret', 'Ingress', 'spec/tls[]/secretName'],
  ['Service', 'Ingress', 'spec/rules[]/http/paths[]/backend/service/name'],
  ['Service', 'Ingress', 'spec/defaultBackend/service/name'],
  ['Service', 'StatefulSet', 'spec/serviceName'],
  ['Service', 'APIService', 'spec/service/name'],
  ['IngressClass', 'Ingress', 'spec/ingressClassName'],
  ['PersistentVolume', 'PersistentVolumeClaim', 'spec/volumeName'],
  ['StorageClass', 'PersistentVolumeClaim', 'spec/storageClassName'],
  ['StorageClass', 'PersistentVolume', 'spec/storageClassName'],
  ['StorageClass', 'StatefulSet', 'spec/volumeClaimTemplates[]/spec/storageClassName'],
];

/** References that say the kind themselves: holder's kind, path of the record that has `kind` and `name`. */
const WITH_KIND: readonly (readonly [string, string])[] = [
  ['HorizontalPodAutoscaler', 'spec/scaleTargetRef'],
  ['RoleBinding', 'roleRef'],
  ['ClusterRoleBinding', 'roleRef'],
  ['RoleBinding', 'subjects'],
  ['ClusterRoleBinding', 'subjects'],
];

/** Brings names that objects call each other by to what they are called in the end. */
export function fixReferences(resources: readonly Resource[]): void {
  const byKind = new Map<string, Resource[]>();
  for (const resource of resources) {
    const kind = kindOf(resource);
    byKind.set(kind, [...(byKind.get(kind) ?? []), resource]);
  }
  for (const holder of resources) {
    const kind = kindOf(holder);
    const pod = POD_SPECS[kind];
    if (pod !== undefined)
      for (const [target, paths] of Object.entries(IN_PODS))
        for (const path of paths) fixAt(holder, `${pod}/${path}`, byKind.get(target) ?? []);
    for (const [target, of, path] of ELSEWHERE) if (of === kind) fixAt(holder, path, byKind.get(target) ?? []);
    for (const [of, path] of WITH_KIND) if (of === kind) fixRecord(holder, path, byKind);
  }
}

function fixAt(holder: Resource, path: string, candidates: readonly Resource[]): void {
  if (candidates.length === 0) return;
  eachAt(holder.object, path, false, (record, key) => {
    const found = named(String(record[key]), namespaceOf(holder.object), candidates);
    if (found) record[key] = nameOf(found.object);
  });
}

function fixRecord(holder: Resource, path: string, byKind: ReadonlyMap<string, Resource[]>): void {
  eachAt(holder.object, path, false, (record, key) => {
    const value = record[key];
    for (const reference of (Array.isArray(value) ? value : [value]).filter(isRecord) as MutableJson[]) {
      const namespace = String(reference['namespace'] ?? '') || namespaceOf(holder.object);
      const found = named(String(reference['name']), namespace, byKind.get(String(reference['kind'])) ?? []);
      if (!found) continue;
      reference['name'] = nameOf(found.object);
      const place = namespaceOf(found.object);
      if (reference['namespace'] !== undefined && place) reference['namespace'] = place;
    }
  });
}

function named(name: string, namespace: string, candidates: readonly Resource[]): Resource | undefined {
  const called = candidates.filter((each) => each.formerNames.has(name) || nameOf(each.object) === name);
  const wanted = placeOf(namespace);
  return (
    called.find((each) => isClusterWide(each) || placeOf(namespaceOf(each.object)) === wanted) ??
    called.find((each) => [...each.formerNamespaces].some((former) => placeOf(former) === wanted))
  );
}

/** No namespace is the one called default. */
const placeOf = (namespace: string): string => namespace || 'default';
