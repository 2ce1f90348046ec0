import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { quantityNanos } from '../../machinery/quantity.ts';
import { evaluatorOf, type QuotaEvaluator } from '../../machinery/quota/evaluator.ts';
import {
  addLists,
  exceededNames,
  maskList,
  type ResourceList,
  resourceListOf,
  resourceListText,
  subtractLists,
  withoutZeros,
} from '../../machinery/quota/resource-list.ts';
import { scopeSelectorsOf } from '../../machinery/quota/scopes.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';

const RESOURCE = 'resourcequotas';

/** Refuses what would exceed a quota, and charges what is admitted (apiserver/pkg/admission/plugin/resourcequota). */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(attributes, server) {
    const { request, operation, object } = attributes;
    if (!object || request.namespace === '' || !request.definition.namespaced) return;
    if (operation !== 'CREATE' && operation !== 'UPDATE') return;
    const quotas = server.store.list(RESOURCE, request.namespace);
    if (quotas.length === 0) return;
    const { group, plural } = request.definition;
    const evaluator = evaluatorOf(group, plural);
    if (!evaluator?.handles(operation, request.subresource, object, attributes.oldObject)) return;
    const charges = quotas.flatMap((quota) => chargeOf(server, attributes, object, evaluator, quota));
    if (request.dryRun) return;
    for (const { quota, used } of charges) {
      const key = { resource: RESOURCE, namespace: request.namespace, name: quota.metadata.name ?? '' };
      server.store.put(key, { ...quota, status: { ...statusOf(quota), used } });
    }
  },
};

interface Charge {
  readonly quota: KubernetesObject;
  readonly used: ResourceList;
}

/** What the quota's use becomes: nothing when the object does not count for it. Throws when that is too much. */
function chargeOf(
  server: ServerState,
  attributes: AdmissionAttributes,
  object: KubernetesObject,
  evaluator: QuotaEvaluator,
  quota: KubernetesObject,
): Charge[] {
  const hard = resourceListOf(statusOf(quota).hard);
  const used = resourceListOf(statusOf(quota).used);
  const restricted = evaluator.matchingResources(Object.keys(hard));
  if (restricted.length === 0 || !matchesScopes(evaluator, quota, object)) return [];
  const name = quota.metadata.name ?? '';
  const missing = evaluator.missing?.(restricted, object);
  if (missing) throw forbidden(attributes, `failed quota: ${name}: ${missing}`);
  if (restricted.some((resource) => used[resource] === undefined)) {
    throw forbidden(attributes, `status unknown for quota: ${name}, resources: ${[...restricted].sort().join(',')}`);
  }
  const change = withoutZeros(changeOf(server, attributes, object, evaluator, quota));
  const requested = maskList(change, Object.keys(hard));
  const next = addLists(used, requested);
  const exceeded = exceededNames(maskList(next, Object.keys(requested)), hard);
  if (exceeded.length > 0 && attributes.request.subresource !== 'status') {
    const text = (list: ResourceList) => resourceListText(maskList(list, exceeded));
    throw forbidden(
      attributes,
      `exceeded quota: ${name}, requested: ${text(requested)}, used: ${text(used)}, limited: ${text(hard)}`,
    );
  }
  return Object.keys(requested).length > 0 ? [{ quota, used: next }] : [];
}

/** What is used in addition; the old object's share is taken off when it counted for this quota. */
function changeOf(
  server: ServerState,
  attributes: AdmissionAttributes,
  object: KubernetesObject,
  evaluator: QuotaEvaluator,
  quota: KubernetesObject,
): ResourceList {
  const usage = evaluator.usage(object, server.clock.now());
  const negative = Object.keys(usage).filter((resource) => quantityNanos(usage[resource]!) < 0n);
  if (negative.length > 0) {
    throw forbidden(attributes, `quota usage is negative for resource(s): ${negative.sort().join(',')}`);
  }
  const { oldObject } = attributes;
  if (!oldObject || !matchesScopes(evaluator, quota, oldObject)) return usage;
  return subtractLists(usage, evaluator.usage(oldObject, server.clock.now()));
}

function matchesScopes(evaluator: QuotaEvaluator, quota: KubernetesObject, object: KubernetesObject): boolean {
  return scopeSelectorsOf(quota).every((selector) => evaluator.matchesScope(selector, object));
}

function statusOf(quota: KubernetesObject): Record<string, unknown> {
  return isMap(quota.status) ? quota.status : {};
}
