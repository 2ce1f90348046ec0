import { nameOf, namespaceOf } from '../json.ts';
import { groupOf, kindOf, type Resource } from './resource.ts';

const FIRST =
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget'.split(
    ' ',
  );
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function rank(kind: string): number {
  const first = FIRST.indexOf(kind);
  return first >= 0 ? first - FIRST.length : LAST.indexOf(kind) + 1;
}

/** kustomize's legacy order: what others need comes first. */
export function legacyOrder(resources: readonly Resource[]): Resource[] {
  const key = (resource: Resource): [number, string, string] => {
    const kind = kindOf(resource);
    const version = String(resource.object['apiVersion']).split('/').at(-1)!;
    const id = `${groupOf(resource) || '~G'}_${version}_${kind}`;
    return [rank(kind), id, `${namespaceOf(resource.object) || '~X'}_${nameOf(resource.object)}`];
  };
  return [...resources].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    for (const at of [0, 1, 2] as const) {
      if (left[at] < right[at]) return -1;
      if (left[at] > right[at]) return 1;
    }
    return 0;
  });
}
