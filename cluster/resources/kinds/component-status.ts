import type { ComponentStatus } from 'kubernetes-types/core/v1.d.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';

const COMPONENTS = [
  ['etcd-0', 'ok'],
  ['scheduler', 'ok'],
  ['controller-manager', 'ok'],
] as const;

/** The control plane lives in one process with whoever asks: it is healthy. */
const components = COMPONENTS.map(([name, message]) =>
  Object.freeze({
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: Object.freeze({ name }),
    conditions: Object.freeze([Object.freeze({ type: 'Healthy', status: 'True', message })]),
  }),
);

const healthy = ({ conditions }: ComponentStatus) => conditions?.find(({ type }) => type === 'Healthy');

/** Source: pkg/registry/core/componentstatus/rest.go; columns: printComponentStatus. */
export const componentStatusKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  shortNames: ['cs'],
  namespaced: false,
  verbs: ['get', 'list'],
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  columns: [
    nameColumn,
    textColumn<ComponentStatus>('Status', (component) => {
      const condition = healthy(component);
      return condition ? (condition.status === 'True' ? 'Healthy' : 'Unhealthy') : 'Unknown';
    }),
    textColumn<ComponentStatus>('Message', (component) => healthy(component)?.message ?? ''),
    textColumn<ComponentStatus>('Error', (component) => healthy(component)?.error ?? ''),
  ],
  computed: () => components,
});
