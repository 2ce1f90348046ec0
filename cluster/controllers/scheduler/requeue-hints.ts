import { deepEqual } from '../../client/deep-equal.ts';
import type { Node, Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { FilterName } from './filters.ts';

/** Changes that may make room (framework.ClusterEvent). */
export type ClusterEvent =
  | 'node-added'
  | 'node-allocatable'
  | 'node-labels'
  | 'node-taints'
  | 'pod-gone'
  | 'pod-came'
  | 'volumes'
  | 'namespace-labels';

/** What each filter's failures wait for (EventsToRegister of the plugins). */
const HELPFUL: Readonly<Record<FilterName, readonly ClusterEvent[]>> = {
  NodeUnschedulable: ['node-added', 'node-taints'],
  NodeName: ['node-added'],
  TaintToleration: ['node-added', 'node-taints'],
  NodeAffinity: ['node-added', 'node-labels'],
  NodePorts: ['node-added', 'pod-gone'],
  NodeResourcesFit: ['node-added', 'node-allocatable', 'pod-gone'],
  VolumeRestrictions: ['pod-gone', 'volumes'],
  VolumeBinding: ['node-added', 'node-labels', 'volumes'],
  PodTopologySpread: ['node-added', 'node-labels', 'node-taints', 'pod-gone', 'pod-came'],
  InterPodAffinity: ['node-added', 'node-labels', 'pod-gone', 'pod-came', 'namespace-labels'],
};

/** Why a pod waits: the filters that failed. None: no node was looked at. */
export function helps(event: ClusterEvent, waitsFor: ReadonlySet<FilterName>): boolean {
  if (waitsFor.size === 0) return event === 'node-added';
  for (const filter of waitsFor) if (HELPFUL[filter].includes(event)) return true;
  return false;
}

export function podEvents(current: Pod | undefined, previous: Pod | undefined): ClusterEvent[] {
  const place = (pod: Pod | undefined) => (pod && !isPodTerminal(pod) ? pod.spec.nodeName : undefined);
  const events: ClusterEvent[] = [];
  if (place(previous) && place(previous) !== place(current)) events.push('pod-gone');
  if (!place(current)) return events;
  if (place(previous) !== place(current) || !sameLabels(current, previous)) events.push('pod-came');
  if (current?.metadata.deletionTimestamp !== previous?.metadata.deletionTimestamp) events.push('pod-came');
  return events;
}

export function nodeEvents(current: Node | undefined, previous: Node | undefined): ClusterEvent[] {
  if (!current) return [];
  if (!previous) return ['node-added'];
  const events: ClusterEvent[] = [];
  if (!sameLabels(current, previous)) events.push('node-labels');
  if (!deepEqual(current.spec, previous.spec)) events.push('node-taints');
  if (!deepEqual(current.status?.allocatable, previous.status?.allocatable)) events.push('node-allocatable');
  return events;
}

export function sameLabels(a: KubernetesObject | undefined, b: KubernetesObject | undefined): boolean {
  return deepEqual(a?.metadata.labels ?? {}, b?.metadata.labels ?? {});
}
