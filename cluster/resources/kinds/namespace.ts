import type { Namespace } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { keep } from '../generation.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';
import { dns1123LabelProblems } from '../validation/names.ts';

/** Source: pkg/registry/core/namespace/strategy.go; the label comes from pkg/apis/core/v1/defaults.go. */
export const namespaceKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  nameProblems: dns1123LabelProblems,
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [{ name: 'finalize', verbs: ['update'] }, STATUS],
  columns: [nameColumn, textColumn<Namespace>('Status', (namespace) => namespace.status?.phase ?? ''), ageColumn],
  defaults(object) {
    const { metadata } = typed<Mutable<Namespace>>(object);
    if (!metadata?.name) return;
    metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  },
  prepareForCreate(object) {
    const namespace = typed<Mutable<Namespace>>(object);
    namespace.status = { phase: 'Active' };
    const finalizers = new Set([...(namespace.spec?.finalizers ?? []), 'kubernetes']);
    namespace.spec = { ...namespace.spec, finalizers: [...finalizers] };
  },
  prepareForUpdate(object, old) {
    keep(object, old, 'spec');
    keep(object, old, 'status');
  },
  prepareForStatusUpdate(object, old) {
    keep(object, old, 'spec');
  },
  selectableFields: selectable<Namespace>({ 'status.phase': (namespace) => namespace.status?.phase }),
});
