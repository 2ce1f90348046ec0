import type { InformerFactory } from '../../client/informer-factory.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { evaluatorOf } from '../../machinery/quota/evaluator.ts';
import { addLists, maskList, type ResourceList } from '../../machinery/quota/resource-list.ts';
import { scopeSelectorsOf } from '../../machinery/quota/scopes.ts';
import type { ManagedResource } from '../controller.ts';

/** What a namespace uses of each name that the quota limits (apiserver/pkg/quota/v1/resources.go CalculateUsage). */
export function quotaUsage(
  quota: KubernetesObject,
  hard: ResourceList,
  resources: readonly ManagedResource[],
  informers: InformerFactory,
  nowMs: number,
): ResourceList {
  const names = Object.keys(hard);
  const scopes = scopeSelectorsOf(quota);
  let used: ResourceList = (quota.status as { used?: ResourceList } | undefined)?.used ?? {};
  for (const resource of resources) {
    const evaluator = resource.namespaced ? evaluatorOf(resource.group, resource.resource) : null;
    const matching = evaluator?.matchingResources(names) ?? [];
    if (!evaluator || matching.length === 0) continue;
    let usage: ResourceList = Object.fromEntries(matching.map((name) => [name, '0']));
    for (const object of informers.informer<KubernetesObject>(resource).list(quota.metadata.namespace ?? '')) {
      if (scopes.every((scope) => evaluator.matchesScope(scope, object))) {
        usage = addLists(usage, maskList(evaluator.usage(object, nowMs), matching));
      }
    }
    used = { ...used, ...usage };
  }
  return maskList(used, names);
}
