import type { Lease } from 'kubernetes-types/coordination/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { invalid } from '../field-error.ts';
import { typed } from '../typed.ts';
import { nonNegative } from '../validation/numbers.ts';

export const leaseKind = defineKind({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  columns: [nameColumn, textColumn<Lease>('Holder', (lease) => lease.spec?.holderIdentity ?? ''), ageColumn],
  validate(object) {
    const { leaseDurationSeconds, leaseTransitions } = typed<Lease>(object).spec ?? {};
    const isShort = leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0;
    return [
      ...(isShort ? [invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0')] : []),
      ...nonNegative(leaseTransitions, 'spec.leaseTransitions'),
    ];
  },
});
