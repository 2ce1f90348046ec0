import type { ReplicaSet } from 'kubernetes-types/apps/v1.d.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import { defineKind, SCALE, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { defaultPodSpec } from '../pod-defaults.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';
import { nonNegative } from '../validation/numbers.ts';
import { validateTemplate } from '../validation/pod-spec.ts';
import { selectorIsImmutable, validateWorkloadSelector } from '../validation/workload.ts';
import { containerColumns, selectorColumn } from '../workload-columns.ts';

/** Source: pkg/registry/apps/replicaset/strategy.go, pkg/apis/apps/validation.ValidateReplicaSetSpec. */
export const replicaSetKind = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  subresources: [SCALE, STATUS],
  columns: [
    nameColumn,
    integerColumn<ReplicaSet>('Desired', ({ spec }) => spec?.replicas ?? 0),
    integerColumn<ReplicaSet>('Current', ({ status }) => status?.replicas ?? 0),
    integerColumn<ReplicaSet>('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  defaults(object) {
    const { spec } = typed<Mutable<ReplicaSet>>(object);
    if (!spec) return;
    spec.replicas ??= 1;
    if (spec.template?.spec) defaultPodSpec(spec.template.spec);
  },
  prepareForCreate(object) {
    object['status'] = { replicas: 0 };
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: workloadStrategy.prepareForUpdate,
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate(object) {
    const spec = typed<ReplicaSet>(object).spec;
    return [
      ...nonNegative(spec?.replicas, 'spec.replicas'),
      ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
      ...validateWorkloadSelector(spec?.selector, 'empty selector is invalid for deployment'),
      ...validateTemplate(spec?.template, spec?.selector, 'ReplicaSet'),
    ];
  },
  validateUpdate: selectorIsImmutable,
  selectableFields: selectable<ReplicaSet>({ 'status.replicas': ({ status }) => status?.replicas ?? 0 }),
});
