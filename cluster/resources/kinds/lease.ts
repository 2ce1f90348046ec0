import type { Lease } from 'kubernetes-types/coordination/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';

export const leaseKind = defineKind({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  columns: [nameColumn, textColumn<Lease>('Holder', (lease) => lease.spec?.holderIdentity ?? ''), ageColumn],
});
