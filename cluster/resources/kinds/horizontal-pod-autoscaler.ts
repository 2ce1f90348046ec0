import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from 'kubernetes-types/autoscaling/v2.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, invalid, required } from '../field-error.ts';
import { keep } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';

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
  },
  prepareForCreate(object) {
    object['status'] = { currentMetrics: null, desiredReplicas: 0 };
  },
  prepareForUpdate: (object, old) => keep(object, old, 'status'),
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate(object) {
    const spec = typed<HorizontalPodAutoscaler>(object).spec;
    const errors: FieldError[] = [];
    const [minimum, maximum] = [spec?.minReplicas ?? 1, spec?.maxReplicas ?? 0];
    if (minimum < 1) errors.push(invalid('spec.minReplicas', minimum, 'must be greater than or equal to 1'));
    if (maximum < 1) errors.push(invalid('spec.maxReplicas', maximum, 'must be greater than 0'));
    if (maximum < minimum) {
      errors.push(invalid('spec.maxReplicas', maximum, 'must be greater than or equal to `minReplicas`'));
    }
    for (const part of ['kind', 'name'] as const) {
      if (!spec?.scaleTargetRef?.[part]) errors.push(required(`spec.scaleTargetRef.${part}`));
    }
    return errors;
  },
});

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
