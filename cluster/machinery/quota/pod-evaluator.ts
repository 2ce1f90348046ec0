import type { KubernetesObject } from '../kubernetes-object.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { type ContainerResources, containerResources, podResourcesWithOverhead } from './pod-resources.ts';
import type { ResourceList } from './resource-list.ts';
import { isTerminating, podMatchesScope } from './scopes.ts';

const COUNT = 'count/pods';
const NAMES: ReadonlySet<string> = new Set([
  COUNT,
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
]);
/** Each container must say what it wants of these when a quota limits them. */
const EXPLICIT: readonly string[] = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/** pkg/quota/v1/evaluator/core/pods.go. */
export const podEvaluator: QuotaEvaluator = {
  handles: (operation, subresource, pod, old) => {
    if (subresource === 'resize') return operation === 'UPDATE';
    if (subresource !== '') return false;
    return operation === 'CREATE' || (old !== null && isTerminating(old) !== isTerminating(pod));
  },
  matchingResources: (names) =>
    names.filter(
      (name) =>
        NAMES.has(name) ||
        name.startsWith('hugepages-') ||
        name.startsWith('requests.hugepages-') ||
        (name.startsWith('requests.') && isExtended(name)),
    ),
  matchesScope: podMatchesScope,
  usage: podUsage,
  missing: missingRequests,
};

/** It has ended, or its node does not confirm that it has: it takes no more of a quota than its place in the store. */
export function isCountedPod(pod: KubernetesObject, nowMs: number): boolean {
  const phase = (pod.status as { phase?: string } | undefined)?.phase;
  if (phase === 'Failed' || phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return nowMs <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function podUsage(pod: KubernetesObject, nowMs: number): ResourceList {
  if (!isCountedPod(pod, nowMs)) return { [COUNT]: '1' };
  const spec = (pod.spec ?? {}) as Record<string, unknown>;
  const requests = podResourcesWithOverhead(spec, 'requests');
  return { [COUNT]: '1', ...usageOf(requests, podResourcesWithOverhead(spec, 'limits')) };
}

/** podComputeUsageHelper. */
function usageOf(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage: Record<string, string> = { pods: '1' };
  for (const [name, amount] of Object.entries(requests)) {
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-')) {
      usage[name] = amount;
      usage[`requests.${name}`] = amount;
    } else if (isExtended(name)) usage[`requests.${name}`] = amount;
  }
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    if (limits[name] !== undefined) usage[`limits.${name}`] = limits[name];
  }
  return usage;
}

/** A name with a domain that is not Kubernetes' own. */
function isExtended(name: string): boolean {
  const bare = name.replace(/^requests\./, '');
  return bare.includes('/') && !/(^|\.)kubernetes\.io\//.test(bare);
}

function missingRequests(required: readonly string[], pod: KubernetesObject): string | null {
  const spec = (pod.spec ?? {}) as Record<string, unknown>;
  const ofPod = spec.resources as { requests?: object; limits?: object } | undefined;
  if (ofPod && (ofPod.requests || ofPod.limits)) return null;
  const containers = [...containerResources(spec.containers), ...containerResources(spec.initContainers)];
  const lacks =
    (name: string) =>
    ({ requests, limits }: ContainerResources) =>
      usageOf(requests, limits)[name] === undefined;
  const texts = EXPLICIT.filter((name) => required.includes(name)).flatMap((name) => {
    const names = [...new Set(containers.filter(lacks(name)).map((container) => container.name))].sort();
    return names.length > 0 ? [`${name} for: ${names.join(',')}`] : [];
  });
  return texts.length > 0 ? `must specify ${texts.join('; ')}` : null;
}
