import type { TypedResource } from '../../client/client.ts';
import type { InformerFactory } from '../../client/informer-factory.ts';
import { DEPLOYMENTS, ENDPOINT_SLICES, ENDPOINTS, EVENTS, SERVICES } from '../../client/resources.ts';
import type { Clock } from '../../machinery/clock.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { changedFields } from './changed-fields.ts';
import type { ObjectTimeline } from './object-timeline.ts';

/** What is watched anyway by the cluster's own components, and tells how traffic comes to be. */
const WATCHED: readonly (readonly [string, TypedResource<KubernetesObject>])[] = [
  ['Service', SERVICES],
  ['EndpointSlice', ENDPOINT_SLICES],
  ['Endpoints', ENDPOINTS],
  ['Deployment', DEPLOYMENTS],
] as const;

/** Fields that say nothing about what somebody did. */
const NOISE =
  /^(metadata\.(uid|creationTimestamp|labels|ownerReferences|generateName)|status\.conditions|addressType|apiVersion|kind)/;

/** Writes down every change of these objects, and the events about them, from now on. */
export function watchObjects(informers: InformerFactory, clock: Clock, timeline: ObjectTimeline): void {
  for (const [kind, resource] of WATCHED) {
    informers.informer(resource).onChange((after, before) => {
      const object = after ?? before;
      if (!object || isSystem(object)) return;
      const entry = describe(before, after);
      if (entry) timeline.add({ atMs: clock.now(), object: nameOf(kind, object), ...entry });
    });
  }
  informers.informer(EVENTS).onChange((event, before) => {
    if (!event || isSystem(event) || (before?.count ?? 0) >= (event.count ?? 1)) return;
    const { kind = '', namespace = '', name = '' } = event.involvedObject;
    const who = event.source?.component ?? event.reportingComponent ?? '';
    const object = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
    timeline.add({ atMs: clock.now(), who, what: event.reason ?? '', object, detail: event.message ?? '' });
  });
}

function describe(before: KubernetesObject | undefined, after: KubernetesObject | undefined) {
  if (!after) return { who: 'API server', what: 'deleted', detail: '' };
  const who = writerOf(after);
  if (!before) return { who, what: 'created', detail: isApplied(after) ? 'applied' : '' };
  const fields = changedFields(before, after).filter(
    (field) => !NOISE.test(field) && !field.startsWith('metadata.managedFields'),
  );
  if (fields.length === 0) return null;
  return { who, what: 'updated', detail: fields.join('; ') };
}

interface Managed {
  readonly manager?: string;
  readonly time?: string;
}

/** The field manager that wrote last. */
function writerOf({ metadata }: KubernetesObject): string {
  const latest = (metadata.managedFields ?? [])
    .filter(isManaged)
    .reduce<Managed | undefined>(
      (last, entry) => (last && (last.time ?? '') > (entry.time ?? '') ? last : entry),
      undefined,
    );
  return latest?.manager ?? '';
}

function isManaged(entry: unknown): entry is Managed {
  return typeof entry === 'object' && entry !== null && 'manager' in entry && typeof entry.manager === 'string';
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
