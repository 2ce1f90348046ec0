import type { HorizontalPodAutoscaler as Version1 } from 'kubernetes-types/autoscaling/v1.d.ts';
import type { HPAScalingRules, HorizontalPodAutoscaler as Version2 } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { MetricSpec as MetricSpec1, MetricStatus as MetricStatus1 } from './autoscaling-v1-metrics.ts';
import { metricFrom1, metricStatusFrom1, metricStatusTo1, metricTo1 } from './autoscaling-v1-metrics.ts';
import type { MutableObject } from './resource-definition.ts';
import { typed } from './typed.ts';

/** Between autoscaling/v1 and v2. Source: pkg/apis/autoscaling/v1/conversion.go. */

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
const ROUND_TRIP: ReadonlySet<string> = new Set([METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR]);
const DEFAULT_CPU_PERCENT = 80;

const isCpuPercent = (metric: NonNullable<NonNullable<Version2['spec']>['metrics']>[number]) =>
  metric.type === 'Resource' &&
  metric.resource?.name === 'cpu' &&
  metric.resource.target.averageUtilization !== undefined;

const cpuPercent = (averageUtilization: number) => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

function withoutRoundTrip(annotations: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !ROUND_TRIP.has(key)));
}

export function autoscalerToVersion1(object: KubernetesObject): KubernetesObject {
  const { spec, status } = typed<Version2>(object);
  const { metrics = [], behavior, ...shared } = spec ?? { maxReplicas: 0, scaleTargetRef: { kind: '', name: '' } };
  const { currentMetrics = [], conditions = [], ...counts } = status ?? { desiredReplicas: 0, conditions: [] };
  const annotations = withoutRoundTrip(object.metadata.annotations);
  const others = metrics.filter((metric) => !isCpuPercent(metric));
  if (others.length > 0) annotations[METRICS] = JSON.stringify(others.map(metricTo1));
  if (currentMetrics?.length) annotations[CURRENT_METRICS] = JSON.stringify(currentMetrics.map(metricStatusTo1));
  if (behavior) annotations[BEHAVIOR] = JSON.stringify(goBehavior(behavior));
  if (conditions?.length) annotations[CONDITIONS] = JSON.stringify(conditions);
  const target = metrics.find(isCpuPercent)?.resource?.target.averageUtilization;
  const current = (currentMetrics ?? []).find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')
    ?.resource?.current.averageUtilization;
  const { annotations: _, ...metadata } = object.metadata;
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: { ...shared, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: {
      currentReplicas: 0,
      ...counts,
      ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
    },
  };
}

export function autoscalerFromVersion1(object: MutableObject): MutableObject {
  const { spec, status, metadata } = typed<Version1>(object);
  const { targetCPUUtilizationPercentage: percent, ...shared } = spec ?? { maxReplicas: 0 };
  const { currentCPUUtilizationPercentage: current, ...counts } = status ?? {};
  const annotations = metadata?.annotations ?? {};
  const read = <T>(name: string): T | undefined => parsed<T>(annotations[name]);
  const metrics = [
    ...(read<MetricSpec1[]>(METRICS) ?? []).map(metricFrom1),
    ...(percent === undefined ? [] : [cpuPercent(percent)]),
  ];
  const behavior = read<GoBehavior>(BEHAVIOR);
  const conditions = read<unknown[]>(CONDITIONS);
  const currentMetrics =
    read<MetricStatus1[]>(CURRENT_METRICS)?.map(metricStatusFrom1) ??
    (current === undefined
      ? null
      : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } }]);
  const kept = withoutRoundTrip(annotations);
  const { annotations: _, ...rest } = object.metadata;
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...rest, ...(Object.keys(kept).length > 0 && { annotations: kept }) },
    spec: {
      ...shared,
      metrics: metrics.length > 0 ? metrics : [cpuPercent(DEFAULT_CPU_PERCENT)],
      ...(behavior && { behavior: behaviorOf(behavior) }),
    },
    status: { ...counts, currentMetrics, ...(conditions && { conditions }) },
  };
}

/** What cannot be read is not there, as in the real server. */
function parsed<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

interface GoRules {
  readonly StabilizationWindowSeconds: number | null;
  readonly SelectPolicy: string | null;
  readonly Policies: readonly { Type: string; Value: number; PeriodSeconds: number }[] | null;
  readonly Tolerance?: string | null;
}
interface GoBehavior {
  readonly ScaleUp: GoRules | null;
  readonly ScaleDown: GoRules | null;
}
type Behavior = NonNullable<NonNullable<Version2['spec']>['behavior']>;

/** The annotation holds the internal type, with Go's field names. */
function goBehavior({ scaleUp, scaleDown }: Behavior): GoBehavior {
  return { ScaleUp: goRules(scaleUp), ScaleDown: goRules(scaleDown) };
}

function goRules(rules: (HPAScalingRules & { tolerance?: string }) | undefined): GoRules | null {
  if (!rules) return null;
  const { stabilizationWindowSeconds, selectPolicy, policies, tolerance } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds ?? null,
    SelectPolicy: selectPolicy ?? null,
    Policies:
      policies?.map(({ type, value, periodSeconds }) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ??
      null,
    Tolerance: tolerance ?? null,
  };
}

function behaviorOf({ ScaleUp, ScaleDown }: GoBehavior) {
  return { ...(ScaleUp && { scaleUp: rulesOf(ScaleUp) }), ...(ScaleDown && { scaleDown: rulesOf(ScaleDown) }) };
}

function rulesOf({ StabilizationWindowSeconds: window, SelectPolicy, Policies, Tolerance }: GoRules) {
  return {
    ...(window !== null && { stabilizationWindowSeconds: window }),
    ...(SelectPolicy !== null && { selectPolicy: SelectPolicy }),
    ...(Policies && {
      policies: Policies.map(({ Type, Value, PeriodSeconds }) => ({
        type: Type,
        value: Value,
        periodSeconds: PeriodSeconds,
      })),
    }),
    ...(Tolerance && { tolerance: Tolerance }),
  };
}
