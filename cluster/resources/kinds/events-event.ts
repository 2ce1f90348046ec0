import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { columnsOfStored } from '../columns-of-stored.ts';
import { defineKind } from '../define-kind.ts';
import { renamedFields } from '../renamed-fields.ts';
import type { ResourceDefinition, VersionConversion } from '../resource-definition.ts';
import { validateEvent, validateEventUpdate, validateNewEvent } from '../validation/event.ts';
import { dns1123SubdomainProblems } from '../validation/names.ts';
import { validateObjectMeta } from '../validation/object-meta.ts';
import { eventKind } from './event.ts';

/** core/v1 name, events.k8s.io/v1 name. Source: pkg/apis/events/v1/conversion.go. */
const RENAMED = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
] as const;

const rename = renamedFields(RENAMED);

/** The stored event, under the stricter rules of requests by events.k8s.io. */
const stored: ResourceDefinition = Object.freeze({
  ...eventKind,
  validate: (object: KubernetesObject) => [
    ...validateEvent(object, 'reportingController'),
    ...validateObjectMeta(object, true, dns1123SubdomainProblems),
    ...(object.metadata.resourceVersion === undefined ? validateNewEvent(object) : []),
  ],
  validateUpdate: validateEventUpdate,
});

const conversion: VersionConversion = {
  stored,
  toStored: (object) => ({ ...rename.back(object), apiVersion: 'v1' }) as typeof object,
  fromStored: (object) => ({ ...rename.forth(object), apiVersion: 'events.k8s.io/v1' }) as typeof object,
};

const selectable: Readonly<Record<string, string>> = {
  reason: 'reason',
  'regarding.kind': 'involvedObject.kind',
  'regarding.namespace': 'involvedObject.namespace',
  'regarding.name': 'involvedObject.name',
  'regarding.uid': 'involvedObject.uid',
  'regarding.apiVersion': 'involvedObject.apiVersion',
  'regarding.resourceVersion': 'involvedObject.resourceVersion',
  'regarding.fieldPath': 'involvedObject.fieldPath',
  reportingController: 'reportingComponent',
  type: 'type',
};

/** The same events as the core group's, under the names of events.k8s.io/v1. */
export const eventsEventKind = defineKind({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  columns: columnsOfStored(conversion),
  conversion,
  selectableFields(object) {
    const values = eventKind.selectableFields?.(object) ?? {};
    return Object.fromEntries(Object.entries(selectable).map(([field, core]) => [field, values[core] ?? '']));
  },
});
