import type { CSINode } from 'kubernetes-types/storage/v1.d.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { validateCsiNode } from '../validation/csi.ts';

/** Columns: printCSINode. */
export const csiNodeKind = defineKind({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  namespaced: false,
  columns: [nameColumn, integerColumn<CSINode>('Drivers', ({ spec }) => spec.drivers?.length ?? 0), ageColumn],
  validate: validateCsiNode,
});
