import type { Deployment, DeploymentSpec } from 'kubernetes-types/apps/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, SCALE, STATUS } from '../define-kind.ts';
import { type FieldError, forbidden, invalid, notSupported } from '../field-error.ts';
import { bumpGeneration, keep, workloadStrategy } from '../generation.ts';
import { goStruct } from '../go-struct.ts';
import { defaultPodSpec } from '../pod-defaults.ts';
import type { MutableObject } from '../resource-definition.ts';
import { type Mutable, typed } from '../typed.ts';
import { dns1123LabelProblems } from '../validation/names.ts';
import { intOrPercent, nonNegative, notMoreThanAll } from '../validation/numbers.ts';
import { validateTemplate } from '../validation/pod-spec.ts';
import { selectorIsImmutable, validateWorkloadSelector } from '../validation/workload.ts';
import { containerColumns, selectorColumn } from '../workload-columns.ts';

/** Source: pkg/registry/apps/deployment/strategy.go, pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation. */
export const deploymentKind = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  subresources: [SCALE, STATUS],
  columns: [
    nameColumn,
    textColumn<Deployment>('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    integerColumn<Deployment>('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
    integerColumn<Deployment>('Available', ({ status }) => status?.availableReplicas ?? 0),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  defaults,
  prepareForCreate: workloadStrategy.prepareForCreate,
  prepareForUpdate(object, old) {
    keep(object, old, 'status');
    bumpGeneration(object, old, true);
  },
  prepareForStatusUpdate(object, old) {
    keep(object, old, 'spec');
    if (old.metadata.labels) object.metadata['labels'] = old.metadata.labels;
  },
  validate,
  validateUpdate: selectorIsImmutable,
  warnings(object) {
    const problems = dns1123LabelProblems(object.metadata.name ?? '');
    if (problems.length === 0) return [];
    const advice =
      'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';
    return [`${advice}: [${problems.join(' ')}]`];
  },
});

function defaults(object: MutableObject): void {
  const { spec } = typed<Mutable<Deployment>>(object);
  if (!spec) return;
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  if (spec.template?.spec) defaultPodSpec(spec.template.spec);
}

function validate(object: KubernetesObject): FieldError[] {
  const spec = typed<Deployment>(object).spec;
  return [
    ...nonNegative(spec?.replicas, 'spec.replicas'),
    ...validateWorkloadSelector(spec?.selector, 'empty selector is invalid for deployment'),
    ...validateTemplate(spec?.template, spec?.selector, 'ReplicaSet'),
    ...(spec ? validateStrategy(spec) : []),
    ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec?.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...nonNegative(spec?.progressDeadlineSeconds, 'spec.progressDeadlineSeconds'),
    ...((spec?.progressDeadlineSeconds ?? 600) <= (spec?.minReadySeconds ?? 0)
      ? [invalid('spec.progressDeadlineSeconds', spec?.progressDeadlineSeconds, 'must be greater than minReadySeconds')]
      : []),
  ];
}

function validateStrategy({ strategy }: DeploymentSpec): FieldError[] {
  const path = 'spec.strategy.rollingUpdate';
  const rolling = strategy?.rollingUpdate;
  if (strategy?.type === 'Recreate') {
    return rolling ? [forbidden(path, "may not be specified when strategy `type` is 'Recreate'")] : [];
  }
  if (strategy?.type !== 'RollingUpdate')
    return [
      notSupported('spec.strategy', goStruct(strategy, ['Type', 'RollingUpdate']), ['Recreate', 'RollingUpdate']),
    ];
  const errors = [
    ...intOrPercent(rolling?.maxUnavailable, `${path}.maxUnavailable`),
    ...intOrPercent(rolling?.maxSurge, `${path}.maxSurge`),
  ];
  if (
    Number.parseInt(String(rolling?.maxUnavailable), 10) === 0 &&
    Number.parseInt(String(rolling?.maxSurge), 10) === 0
  ) {
    errors.push(invalid(`${path}.maxUnavailable`, rolling?.maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...notMoreThanAll(rolling?.maxUnavailable, `${path}.maxUnavailable`)];
}
