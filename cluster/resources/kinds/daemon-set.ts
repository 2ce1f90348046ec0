import type { DaemonSet, DaemonSetSpec } from 'kubernetes-types/apps/v1.d.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, invalid, notSupported, required } from '../field-error.ts';
import { workloadStrategy } from '../generation.ts';
import { goStruct } from '../go-struct.ts';
import { labelsText } from '../label-selector.ts';
import { defaultPodSpec } from '../pod-defaults.ts';
import type { MutableObject } from '../resource-definition.ts';
import { same } from '../same.ts';
import { type Mutable, typed } from '../typed.ts';
import { intOrPercent, nonNegative } from '../validation/numbers.ts';
import { validateTemplate } from '../validation/pod-spec.ts';
import { selectorIsImmutable, validateWorkloadSelector } from '../validation/workload.ts';
import { containerColumns, selectorColumn } from '../workload-columns.ts';

/** Source: pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/validation.ValidateDaemonSetSpec. */
export const daemonSetKind = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    integerColumn<DaemonSet>('Desired', ({ status }) => status?.desiredNumberScheduled ?? 0),
    integerColumn<DaemonSet>('Current', ({ status }) => status?.currentNumberScheduled ?? 0),
    integerColumn<DaemonSet>('Ready', ({ status }) => status?.numberReady ?? 0),
    integerColumn<DaemonSet>('Up-to-date', ({ status }) => status?.updatedNumberScheduled ?? 0),
    integerColumn<DaemonSet>('Available', ({ status }) => status?.numberAvailable ?? 0),
    textColumn<DaemonSet>('Node Selector', ({ spec }) => labelsText(spec?.template.spec?.nodeSelector)),
    ageColumn,
    ...containerColumns,
    selectorColumn,
  ],
  defaults,
  prepareForCreate(object) {
    object['status'] = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
    object.metadata['generation'] = 1;
    writeTemplateGeneration(object, 1);
  },
  prepareForUpdate(object, old) {
    workloadStrategy.prepareForUpdate(object, old);
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    const isSame = same(typed<DaemonSet>(object).spec?.template, typed<DaemonSet>(old).spec?.template);
    writeTemplateGeneration(object, isSame ? before : before + 1);
  },
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate(object) {
    const spec = typed<DaemonSet>(object).spec;
    return [
      ...validateWorkloadSelector(spec?.selector, 'empty selector is invalid for daemonset'),
      ...validateTemplate(spec?.template, spec?.selector, 'DaemonSet'),
      ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
      ...(spec ? validateUpdateStrategy(spec) : []),
      ...nonNegative(spec?.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ];
  },
  validateUpdate: selectorIsImmutable,
});

/** Where apps/v1 keeps the field it has dropped. Source: pkg/apis/apps/v1/conversion.go. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function writeTemplateGeneration(object: MutableObject, generation: number): void {
  const annotations = typed<DaemonSet>(object).metadata?.annotations;
  object.metadata['annotations'] = { ...annotations, [TEMPLATE_GENERATION]: String(generation) };
}

function defaults(object: MutableObject): void {
  const { spec } = typed<Mutable<DaemonSet>>(object);
  if (!spec) return;
  spec.revisionHistoryLimit ??= 10;
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  if (spec.template?.spec) defaultPodSpec(spec.template.spec);
}

function validateUpdateStrategy({ updateStrategy }: DaemonSetSpec): FieldError[] {
  if (updateStrategy?.type === 'OnDelete') return [];
  const supported = ['RollingUpdate', 'OnDelete'];
  if (updateStrategy?.type !== 'RollingUpdate')
    return [notSupported('spec.updateStrategy', goStruct(updateStrategy, ['Type', 'RollingUpdate']), supported)];
  const path = 'spec.updateStrategy.rollingUpdate';
  const { maxUnavailable = 0, maxSurge = 0 } = updateStrategy.rollingUpdate ?? {};
  const errors = [
    ...intOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...intOrPercent(maxSurge, `${path}.maxSurge`),
  ];
  const [unavailable, surge] = [maxUnavailable, maxSurge].map((value) => Number.parseInt(String(value), 10) !== 0);
  if (unavailable && surge) {
    errors.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  }
  if (!unavailable && !surge) errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  return errors;
}
