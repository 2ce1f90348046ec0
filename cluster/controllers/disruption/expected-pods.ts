import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { Pod, PodDisruptionBudget } from '../../client/objects.ts';
import { controllerOf } from '../../client/owner-references.ts';
import { DEPLOYMENTS, REPLICA_SETS, REPLICATION_CONTROLLERS, STATEFUL_SETS } from '../../client/resources.ts';
import type { OwnerReference } from '../../machinery/kubernetes-object.ts';
import type { ControllerContext } from '../controller.ts';
import { scaledValue } from '../scaled-value.ts';

export interface ExpectedPods {
  readonly expected: number;
  readonly desiredHealthy: number;
  /** Names of pods that nothing controls, where that makes the count uncertain. */
  readonly unmanaged: readonly string[];
}

/** How many pods there should be, and how many of them healthy. Throws where that cannot be told (getExpectedPodCount). */
export function expectedPods(
  context: ControllerContext,
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
): ExpectedPods {
  if (spec.maxUnavailable !== undefined) {
    const { expected, unmanaged } = expectedScale(context, pods);
    const desiredHealthy = Math.max(0, expected - scaledValue(spec.maxUnavailable, expected, Math.ceil));
    return { expected, desiredHealthy, unmanaged };
  }
  if (typeof spec.minAvailable === 'string') {
    const { expected, unmanaged } = expectedScale(context, pods);
    return { expected, desiredHealthy: scaledValue(spec.minAvailable, expected, Math.ceil), unmanaged };
  }
  return { expected: pods.length, desiredHealthy: spec.minAvailable ?? 0, unmanaged: [] };
}

/** The sum of what the pods' controllers are scaled to. */
function expectedScale(context: ControllerContext, pods: readonly Pod[]): { expected: number; unmanaged: string[] } {
  const scales = new Map<string, number>();
  const unmanaged: string[] = [];
  const seen = new Set<string>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner) {
      unmanaged.push(pod.metadata.name);
      continue;
    }
    if (seen.has(owner.uid)) continue;
    seen.add(owner.uid);
    const scale = scaleOf(context, pod.metadata.namespace, owner);
    if (!scale) throw new Error(`found no controllers for pod "${pod.metadata.name}"`);
    scales.set(scale.uid, scale.replicas);
  }
  return { expected: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged };
}

function scaleOf(
  { informers, resources }: ControllerContext,
  namespace: string,
  { kind, name, uid, apiVersion }: OwnerReference,
): { uid: string; replicas: number } | undefined {
  const key = `${namespace}/${name}`;
  if (kind === 'ReplicaSet') {
    const set = informers.informer(REPLICA_SETS).get(key);
    const owner = set && controllerOf(set);
    if (owner?.kind === 'Deployment') {
      return sized(informers.informer(DEPLOYMENTS).get(`${namespace}/${owner.name}`), owner.uid);
    }
    return sized(set, uid);
  }
  if (kind === 'StatefulSet') return sized(informers.informer(STATEFUL_SETS).get(key), uid);
  if (kind === 'ReplicationController') return sized(informers.informer(REPLICATION_CONTROLLERS).get(key), uid);
  const resource = resources.find((each) => each.kind === kind && groupVersion(each) === apiVersion);
  if (!resource) return undefined;
  const plural = resource.group ? `${resource.resource}.${resource.group}` : resource.resource;
  throw new Error(`${plural} does not implement the scale subresource`);
}

function sized(
  workload: { metadata: { uid: string }; spec: { replicas?: number } } | undefined,
  uid: string,
): { uid: string; replicas: number } | undefined {
  return workload?.metadata.uid === uid ? { uid, replicas: workload.spec.replicas ?? 1 } : undefined;
}

function groupVersion({ group, version }: { group: string; version: string }): string {
  return group ? `${group}/${version}` : version;
}

/** A selector as Go prints it (metav1.LabelSelector.String). */
export function selectorDump({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  );
}
