import { containerResources, podResources } from '../../machinery/quota/pod-resources.ts';
import { type ResourceList, resourceListOf } from '../../machinery/quota/resource-list.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';
import { type Limit, violations } from './limit-range-constraints.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Defaults and bounds of containers, pods and claims (plugin/pkg/admission/limitranger). */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  mutate(attributes, server) {
    if (!isLimited(attributes) || attributes.request.definition.plural !== 'pods') return;
    for (const limits of limitsIn(server, attributes)) setDefaults(attributes.object!, limits);
  },
  validate(attributes, server) {
    if (!isLimited(attributes)) return;
    for (const limits of limitsIn(server, attributes)) {
      const problems = limits.flatMap((limit) => problemsOf(attributes, limit));
      if (problems.length > 0) throw forbidden(attributes, aggregate(problems));
    }
  },
};

function isLimited({ operation, request, oldObject, object }: AdmissionAttributes): boolean {
  const { group, plural } = request.definition;
  if (group !== '' || !object || oldObject?.metadata.deletionTimestamp !== undefined) return false;
  if (plural === 'persistentvolumeclaims') {
    return request.subresource === '' && (operation === 'CREATE' || operation === 'UPDATE');
  }
  if (plural !== 'pods') return false;
  return request.subresource === 'resize'
    ? operation === 'UPDATE'
    : request.subresource === '' && operation === 'CREATE';
}

/** One list for each LimitRange of the namespace. */
function limitsIn(server: ServerState, { request }: AdmissionAttributes): Limit[][] {
  return server.store.list('limitranges', request.namespace).map(({ spec }) => {
    const limits = isMap(spec) && Array.isArray(spec.limits) ? spec.limits.filter(isMap) : [];
    return limits.map((limit) => ({
      type: String(limit.type),
      min: resourceListOf(limit.min),
      max: resourceListOf(limit.max),
      defaults: resourceListOf(limit.default),
      defaultRequests: resourceListOf(limit.defaultRequest),
      maxLimitRequestRatio: resourceListOf(limit.maxLimitRequestRatio),
    }));
  });
}

function problemsOf({ request, object }: AdmissionAttributes, limit: Limit): string[] {
  const spec = isMap(object?.spec) ? object.spec : {};
  if (request.definition.plural === 'persistentvolumeclaims') {
    if (limit.type !== 'PersistentVolumeClaim') return [];
    const resources = isMap(spec.resources) ? spec.resources : {};
    return violations(limit, resourceListOf(resources.requests), null);
  }
  if (limit.type === 'Pod') return violations(limit, podResources(spec, 'requests'), podResources(spec, 'limits'));
  if (limit.type !== 'Container') return [];
  const containers = [...containerResources(spec.containers), ...containerResources(spec.initContainers)];
  return containers.flatMap(({ requests, limits }) => violations(limit, requests, limits));
}

/** Fills what containers do not say, and notes it in an annotation. */
function setDefaults(pod: MutableObject, limits: readonly Limit[]): void {
  const ofContainers = limits.filter((limit) => limit.type === 'Container');
  const requests = Object.assign({}, ...ofContainers.map((limit) => limit.defaultRequests)) as ResourceList;
  const maxima = Object.assign({}, ...ofContainers.map((limit) => limit.defaults)) as ResourceList;
  const spec = isMap(pod.spec) ? pod.spec : {};
  const notes = [
    ...defaultContainers(spec.containers, 'container', requests, maxima),
    ...defaultContainers(spec.initContainers, 'init container', requests, maxima),
  ];
  if (notes.length === 0) return;
  const annotations = isMap(pod.metadata.annotations) ? pod.metadata.annotations : {};
  pod.metadata.annotations = { ...annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
}

function defaultContainers(containers: unknown, what: string, requests: ResourceList, limits: ResourceList): string[] {
  if (!Array.isArray(containers)) return [];
  return containers.filter(isMap).flatMap((container) => {
    const resources = isMap(container.resources) ? container.resources : {};
    const missing = (field: 'requests' | 'limits', defaults: ResourceList) =>
      Object.keys(defaults)
        .filter((name) => resourceListOf(resources[field])[name] === undefined)
        .sort();
    const setRequests = missing('requests', requests);
    const setLimits = missing('limits', limits);
    if (setRequests.length === 0 && setLimits.length === 0) return [];
    container.resources = {
      ...resources,
      ...(setRequests.length > 0 && { requests: { ...requests, ...resourceListOf(resources.requests) } }),
      ...(setLimits.length > 0 && { limits: { ...limits, ...resourceListOf(resources.limits) } }),
    };
    const note = (names: string[], field: string) =>
      names.length > 0 ? [`${names.join(', ')} ${field} for ${what} ${container.name}`] : [];
    return [...note(setRequests, 'request'), ...note(setLimits, 'limit')];
  });
}

/** apimachinery/pkg/util/errors Aggregate: each text once. */
function aggregate(problems: readonly string[]): string {
  const unique = [...new Set(problems)];
  return unique.length === 1 ? unique[0]! : `[${unique.join(', ')}]`;
}
