import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
} from 'kubernetes-types/autoscaling/v2.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import type { FieldError } from '../field-error.ts';
import { keep } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateAutoscaler } from '../validation/horizontal-pod-autoscaler.ts';
import { nonNegative } from '../validation/numbers.ts';

/** Source: pkg/apis/autoscaling/v2/defaults.go; columns: printHorizontalPodAutoscaler (formatHPAMetrics). */
export const horizontalPodAutoscalerKind = defineKind({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<HorizontalPodAutoscaler>(
      'Reference',
      ({ spec }) => `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`,
    ),
    textColumn<HorizontalPodAutoscaler>('Targets', targets),
    textColumn<HorizontalPodAutoscaler>('MinPods', ({ spec }) => String(spec?.minReplicas ?? '<unset>')),
    textColumn<HorizontalPodAutoscaler>('MaxPods', ({ spec }) => spec?.maxReplicas ?? 0),
    textColumn<HorizontalPodAutoscaler>('Replicas', ({ status }) => status?.currentReplicas ?? 0),
    ageColumn,
  ],
  defaults(object) {
    const { spec } = typed<Mutable<HorizontalPodAutoscaler>>(object);
    if (!spec) return;
    spec.minReplicas ??= 1;
    const target = { type: 'Utilization', averageUtilization: 80 };
    if (!spec.metrics?.length) spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
    if (!spec.behavior) return;
    spec.behavior.scaleUp = scalingRules(spec.behavior.scaleUp, SCALE_UP);
    spec.behavior.scaleDown = scalingRules(spec.behavior.scaleDown, SCALE_DOWN);
  },
  prepareForCreate(object) {
    object['status'] = { currentMetrics: null, desiredReplicas: 0 };
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate: validateAutoscaler,
  validateSubresource: (object) => validateCounts(object),
});

const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const SCALE_DOWN: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** Source: GenerateHPAScaleUpRules, GenerateHPAScaleDownRules. */
function scalingRules(rules: HPAScalingRules | undefined, defaults: HPAScalingRules): Mutable<HPAScalingRules> {
  return { ...structuredClone(defaults), ...rules };
}

function validateCounts(object: KubernetesObject): FieldError[] {
  const { currentReplicas, desiredReplicas } = typed<HorizontalPodAutoscaler>(object).status ?? {};
  return [
    ...nonNegative(currentReplicas, 'status.currentReplicas'),
    ...nonNegative(desiredReplicas, 'status.desiredReplicas'),
  ];
}

function targets({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const list = metrics.map((metric, index) => target(metric, status?.currentMetrics?.[index]));
  return list.length > 2 ? `${list.slice(0, 2).join(', ')} + ${list.length - 2} more...` : list.join(', ');
}

function target(metric: MetricSpec, current: MetricStatus | undefined): string {
  const wanted = (metric.resource ?? metric.containerResource ?? metric.pods ?? metric.object ?? metric.external)
    ?.target;
  const is = (current?.resource ?? current?.containerResource ?? current?.pods ?? current?.object ?? current?.external)
    ?.current;
  const isResource = metric.type === 'Resource' || metric.type === 'ContainerResource';
  const name = metric.resource?.name ?? metric.containerResource?.name;
  if (isResource && !wanted?.averageValue) {
    const percent = is?.averageUtilization === undefined ? '<unknown>' : `${is.averageUtilization}%`;
    return `${name}: ${percent}/${wanted?.averageUtilization === undefined ? '<auto>' : `${wanted.averageUtilization}%`}`;
  }
  if (isResource) return `${name}: ${is?.averageValue ?? '<unknown>'}/${wanted?.averageValue}`;
  if (metric.type === 'Pods') return `${is?.averageValue ?? '<unknown>'}/${wanted?.averageValue}`;
  if (wanted?.averageValue) return `${is?.averageValue ?? '<unknown>'}/${wanted.averageValue} (avg)`;
  return `${is?.value ?? '<unknown>'}/${wanted?.value}`;
}
