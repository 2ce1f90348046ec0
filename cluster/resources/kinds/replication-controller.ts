import type { ReplicationController } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, integerColumn, nameColumn, wideColumn } from '../columns.ts';
import { defineKind, SCALE, STATUS } from '../define-kind.ts';
import { required } from '../field-error.ts';
import { workloadStrategy } from '../generation.ts';
import { labelsText } from '../label-selector.ts';
import { defaultPodSpec } from '../pod-defaults.ts';
import { type Mutable, typed } from '../typed.ts';
import { nonNegative } from '../validation/numbers.ts';
import { validateTemplate } from '../validation/pod-spec.ts';
import { containerColumns } from '../workload-columns.ts';

/** Source: pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController; columns: printReplicationController. */
export const replicationControllerKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  subresources: [SCALE, STATUS],
  columns: [
    nameColumn,
    integerColumn<ReplicationController>('Desired', ({ spec }) => spec?.replicas ?? 0),
    integerColumn<ReplicationController>('Current', ({ status }) => status?.replicas ?? 0),
    integerColumn<ReplicationController>('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    ...containerColumns,
    wideColumn<ReplicationController>('Selector', ({ spec }) => labelsText(spec?.selector)),
  ],
  defaults(object) {
    const controller = typed<Mutable<ReplicationController>>(object);
    if (!controller.spec) return;
    const labels = controller.spec.template?.metadata?.labels;
    if (labels && Object.keys(controller.spec.selector ?? {}).length === 0) controller.spec.selector = { ...labels };
    if (labels && Object.keys(controller.metadata?.labels ?? {}).length === 0)
      object.metadata['labels'] = { ...labels };
    controller.spec.replicas ??= 1;
    if (controller.spec.template?.spec) defaultPodSpec(controller.spec.template.spec);
  },
  prepareForCreate(object) {
    object['status'] = { replicas: 0 };
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: workloadStrategy.prepareForUpdate,
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate(object) {
    const spec = typed<ReplicationController>(object).spec;
    const selector = spec?.selector ?? {};
    return [
      ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
      ...(Object.keys(selector).length === 0 ? [required('spec.selector')] : []),
      ...nonNegative(spec?.replicas, 'spec.replicas'),
      ...validateTemplate(spec?.template, { matchLabels: selector }, 'ReplicationController'),
    ];
  },
});
