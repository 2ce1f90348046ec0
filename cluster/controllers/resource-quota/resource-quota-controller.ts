import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { evaluatorOf } from '../../machinery/quota/evaluator.ts';
import { isCountedPod } from '../../machinery/quota/pod-evaluator.ts';
import { equalLists, resourceListOf } from '../../machinery/quota/resource-list.ts';
import type { Controller, ControllerContext, ManagedResource } from '../controller.ts';
import { ManagedResources } from '../managed-resources.ts';
import { quotaUsage } from './quota-usage.ts';

const RESOURCE_QUOTAS = { group: '', version: 'v1', resource: 'resourcequotas' };
/** ResourceQuotaSyncPeriod: admission may have charged for what then failed. */
const RESYNC_MS = 5 * 60_000;

/** Counts what each quota's namespace uses (pkg/controller/resourcequota). Additions are counted by admission. */
export function createResourceQuotaController(context: ControllerContext): Controller {
  const { client, informers, clock } = context;
  const quotas = informers.informer<KubernetesObject>(RESOURCE_QUOTAS);
  const resources = new ManagedResources(context);
  return {
    watches: [
      {
        resource: RESOURCE_QUOTAS,
        keys: (current, previous) =>
          current && !(previous && equalLists(hardOf(current), hardOf(previous))) ? [keyOf(current)] : [],
      },
    ],
    connect: (enqueue) =>
      resources.onAdded((resource) => {
        if (!resource.namespaced || !evaluatorOf(resource.group, resource.resource)) return () => {};
        return informers.informer<KubernetesObject>(resource).onChange((current, previous) => {
          if (!previous || !frees(resource, current, previous, clock.now())) return;
          for (const quota of quotas.list(previous.metadata.namespace ?? '')) {
            if (counts(quota, resource)) enqueue(keyOf(quota));
          }
        });
      }),
    reconcile: async (key) => {
      const quota = quotas.get(key);
      if (!quota) return;
      const hard = hardOf(quota);
      const used = quotaUsage(quota, hard, resources.list(), informers, clock.now());
      const status = (quota.status ?? {}) as { hard?: unknown; used?: unknown };
      const known =
        status.hard !== undefined &&
        status.used !== undefined &&
        equalLists(resourceListOf(status.hard), hard) &&
        equalLists(resourceListOf(status.used), used);
      if (!known) await client.resource(RESOURCE_QUOTAS).updateStatus({ ...quota, status: { hard, used } });
      return { requeueAfterMs: RESYNC_MS };
    },
  };
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function hardOf(quota: KubernetesObject) {
  return resourceListOf((quota.spec as { hard?: unknown } | undefined)?.hard);
}

function counts(quota: KubernetesObject, { group, resource }: ManagedResource): boolean {
  return (evaluatorOf(group, resource)?.matchingResources(Object.keys(hardOf(quota))).length ?? 0) > 0;
}

/** Something is used no more (kube-controller-manager's quota update filter). */
function frees(
  { group, resource }: ManagedResource,
  current: KubernetesObject | undefined,
  previous: KubernetesObject,
  nowMs: number,
): boolean {
  if (!current) return true;
  if (group !== '') return false;
  switch (resource) {
    case 'pods':
      return isCountedPod(previous, nowMs) && !isCountedPod(current, nowMs);
    case 'services':
    case 'persistentvolumeclaims': {
      const evaluator = evaluatorOf(group, resource)!;
      return !equalLists(evaluator.usage(previous, nowMs), evaluator.usage(current, nowMs));
    }
    default:
      return false;
  }
}
