import type { StatefulSet, StatefulSetSpec } from 'kubernetes-types/apps/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, forbidden, invalid, notSupported } from '../field-error.ts';
import { goStruct } from '../go-struct.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { intOrPercent, nonNegative } from './numbers.ts';
import { validateTemplate } from './pod-spec.ts';
import { validateWorkloadSelector } from './workload.ts';

/** Source: pkg/apis/apps/validation.ValidateStatefulSetSpec. */
export function validateStatefulSet(object: KubernetesObject): FieldError[] {
  const spec = typed<StatefulSet>(object).spec;
  const errors: FieldError[] = [];
  if (!['OrderedReady', 'Parallel'].includes(spec?.podManagementPolicy ?? '')) {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    errors.push(invalid('spec.podManagementPolicy', spec?.podManagementPolicy ?? '', detail));
  }
  const retention = spec?.persistentVolumeClaimRetentionPolicy;
  errors.push(...validateStrategy(spec?.updateStrategy));
  for (const when of ['whenDeleted', 'whenScaled'] as const) {
    const policy = retention?.[when];
    if (policy !== undefined && !['Retain', 'Delete'].includes(policy)) {
      errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${when}`, policy, ['Retain', 'Delete']));
    }
  }
  return [
    ...errors,
    ...nonNegative(spec?.replicas, 'spec.replicas'),
    ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec?.ordinals?.start, 'spec.ordinals.start'),
    ...validateWorkloadSelector(spec?.selector, 'empty selector is invalid for statefulset'),
    ...validateTemplate(spec && templateOfPods(spec), spec?.selector, 'StatefulSet'),
  ];
}

/** The template as the controller completes it: with the claims' volumes, its own name and domain (initIdentity). */
function templateOfPods({ template, volumeClaimTemplates: claims = [] }: StatefulSetSpec): StatefulSetSpec['template'] {
  if (!template.spec) return template;
  const { hostname: _, subdomain: __, volumes = [], ...spec } = template.spec;
  const names = claims.map(({ metadata }) => metadata?.name ?? '');
  const claimed = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return {
    ...template,
    spec: { ...spec, volumes: [...claimed, ...volumes.filter(({ name }) => !names.includes(name))] },
  };
}

type Strategy = NonNullable<StatefulSet['spec']>['updateStrategy'];

function validateStrategy(strategy: Strategy): FieldError[] {
  const { type, rollingUpdate } = strategy ?? {};
  const path = 'spec.updateStrategy.rollingUpdate';
  if (type === 'OnDelete') {
    if (!rollingUpdate) return [];
    const value = goStruct(rollingUpdate, ['Partition', 'MaxUnavailable']);
    return [invalid(path, value, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  if (type !== 'RollingUpdate') {
    const value = goStruct(strategy, ['Type', 'RollingUpdate']);
    return [invalid('spec.updateStrategy', value, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  return [
    ...nonNegative(rollingUpdate?.partition, `${path}.partition`),
    ...intOrPercent(rollingUpdate?.maxUnavailable, `${path}.maxUnavailable`),
  ];
}

const CHANGEABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

/** Source: ValidateStatefulSetUpdate. */
export function validateStatefulSetUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const fixed = ({ spec }: StatefulSet) =>
    Object.fromEntries(Object.entries(spec ?? {}).filter(([field]) => !CHANGEABLE.includes(field)));
  if (same(fixed(typed<StatefulSet>(object)), fixed(typed<StatefulSet>(old)))) return [];
  const detail =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [forbidden('spec', detail)];
}
