import type { Event } from 'kubernetes-types/core/v1.d.ts';
import { nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { ageOf } from '../human-duration.ts';
import { selectable } from '../selectable-fields.ts';
import { validateEvent } from '../validation/event.ts';
import { pathSegmentProblems } from '../validation/names.ts';

/** Source: pkg/apis/core/validation/events.go; columns: pkg/printers/internalversion.printEvent. */
export const eventKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  nameProblems: pathSegmentProblems,
  columns: [
    textColumn<Event>('Last Seen', lastSeen),
    textColumn<Event>('Type', (event) => event.type ?? ''),
    textColumn<Event>('Reason', (event) => event.reason ?? ''),
    textColumn<Event>('Object', involved),
    wideColumn<Event>('Subobject', (event) => event.involvedObject.fieldPath ?? ''),
    wideColumn<Event>('Source', source),
    textColumn<Event>('Message', (event) => (event.message ?? '').trim()),
    wideColumn<Event>('First Seen', firstSeen),
    wideColumn<Event>('Count', (event) => event.series?.count ?? (event.count || 1)),
    { ...nameColumn, priority: 1 },
  ],
  validate: (object) => validateEvent(object),
  selectableFields: selectable<Event>({
    'involvedObject.kind': (event) => event.involvedObject.kind,
    'involvedObject.namespace': (event) => event.involvedObject.namespace,
    'involvedObject.name': (event) => event.involvedObject.name,
    'involvedObject.uid': (event) => event.involvedObject.uid,
    'involvedObject.apiVersion': (event) => event.involvedObject.apiVersion,
    'involvedObject.resourceVersion': (event) => event.involvedObject.resourceVersion,
    'involvedObject.fieldPath': (event) => event.involvedObject.fieldPath,
    reason: (event) => event.reason,
    reportingComponent: (event) => event.reportingComponent,
    source: (event) => event.source?.component || event.reportingComponent,
    type: (event) => event.type,
  }),
});

function firstSeen(event: Event, context: { readonly nowMs: number }): string {
  return ageOf(event.firstTimestamp ?? event.eventTime, context.nowMs);
}

function lastSeen(event: Event, context: { readonly nowMs: number }): string {
  if (event.series) return ageOf(event.series.lastObservedTime, context.nowMs);
  return event.lastTimestamp ? ageOf(event.lastTimestamp, context.nowMs) : firstSeen(event, context);
}

function involved({ involvedObject }: Event): string {
  const kind = (involvedObject.kind ?? '').toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

function source(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}
