import type { TypedResource } from '../../client/client.ts';
import type { InformerFactory } from '../../client/informer-factory.ts';
import { DEPLOYMENTS, ENDPOINT_SLICES, ENDPOINTS, EVENTS, SERVICES } from '../../client/resources.ts';
import type { Clock } from '../../machinery/clock.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { changedFields } from './changed-fields.ts';
import type { ObjectTimeline, TimelineEntry } from './object-timeline.ts';

/** What is watched anyway by the cluster's own components, and tells how traffic comes to be. */
const WATCHED: readonly (readonly [string, TypedResource<KubernetesObject>])[] = [
  ['Service', SERVICES],
  ['EndpointSlice', ENDPOINT_SLICES],
  ['Endpoints', ENDPOINTS],
  ['Deployment', DEPLOYMENTS],
] as const;

/** Fields that say nothing about what somebody did. */
const NOISE =
  /last-change-trigger-time|^(metadata\.(uid|creationTimestamp|labels|ownerReferences|generateName)|status\.conditions|addressType|apiVersion|kind)/;

/** `metadata.managedFields` of a stored object: who owns what, with the time of the last change. */
export type ManagersOf = (object: KubernetesObject) => readonly { readonly manager?: string; readonly time?: string }[];

export interface ObjectWatch {
  readonly informers: InformerFactory;
  readonly clock: Clock;
  readonly managersOf: ManagersOf;
}

/** Writes down every change of these objects, and the events about them, from now on. What it was is worked out when it is read. */
export function watchObjects({ informers, clock, managersOf }: ObjectWatch, timeline: ObjectTimeline): void {
  for (const [kind, resource] of WATCHED) {
    informers.informer(resource).onChange((after, before) => {
      const object = after ?? before;
      if (!object || isSystem(object)) return;
      const atMs = clock.now();
      timeline.add(() => {
        const said = describe(before, after, managersOf);
        return said && { atMs, object: nameOf(kind, object), ...said };
      });
    });
  }
  informers.informer(EVENTS).onChange((event, before) => {
    if (!event || isSystem(event) || (before?.count ?? 0) >= (event.count ?? 1)) return;
    const { kind = '', namespace = '', name = '' } = event.involvedObject;
    const who = event.source?.component ?? event.reportingComponent ?? '';
    const object = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
    const entry = { atMs: clock.now(), who, what: event.reason ?? '', object, detail: event.message ?? '' };
    timeline.add(() => entry);
  });
}

function describe(
  before: KubernetesObject | undefined,
  after: KubernetesObject | undefined,
  managersOf: ManagersOf,
): Pick<TimelineEntry, 'who' | 'what' | 'detail'> | null {
  if (!after) return { who: 'API server', what: 'deleted', detail: '' };
  const who = writerOf(before, after, managersOf);
  if (!before) return { who, what: 'created', detail: isApplied(after) ? 'applied' : '' };
  const fields = changedFields(before, after).filter((field) => !NOISE.test(field));
  return fields.length === 0 ? null : { who, what: 'updated', detail: fields.join('; ') };
}

/** The field manager whose entry is new or has changed; of several the last. */
function writerOf(before: KubernetesObject | undefined, after: KubernetesObject, managersOf: ManagersOf): string {
  const old = new Set((before ? managersOf(before) : []).map((entry) => JSON.stringify(entry)));
  const entries = managersOf(after);
  const changed = entries.filter((entry) => !old.has(JSON.stringify(entry)));
  const [first, ...others] = changed.length > 0 ? changed : entries;
  const last = others.reduce((latest, entry) => ((entry.time ?? '') >= (latest?.time ?? '') ? entry : latest), first);
  return last?.manager ?? '';
}

function isApplied({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] !== undefined;
}

function nameOf(kind: string, { metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/** The cluster's own furniture. */
function isSystem({ metadata }: KubernetesObject): boolean {
  return metadata.namespace === 'kube-system' || metadata.name === 'kubernetes';
}
