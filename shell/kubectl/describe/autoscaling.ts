import { type JsonObject, nameOf, numberAt, recordAt, recordsAt, stringAt, valueAt } from '../json.ts';
import { annotations, type Lines, labels, timeText } from './parts.ts';

const UNKNOWN = '<unknown>';

/** A HorizontalPodAutoscaler of autoscaling/v2. */
export function describeAutoscaler(autoscaler: JsonObject): Lines {
  const target = recordAt(autoscaler, 'spec', 'scaleTargetRef');
  const current = recordsAt(autoscaler, 'status', 'currentMetrics');
  const conditions = recordsAt(autoscaler, 'status', 'conditions').map((item) => {
    const cells = ['type', 'status', 'reason', 'message'].map((field) => stringAt(item, field));
    return `  ${cells.join('\t')}`;
  });
  const status = (field: string) => numberAt(autoscaler, 'status', field) ?? 0;
  const behaviour = recordAt(autoscaler, 'spec', 'behavior');
  return [
    `Name:\t${nameOf(autoscaler)}`,
    `Namespace:\t${stringAt(autoscaler, 'metadata', 'namespace')}`,
    ...labels(autoscaler),
    ...annotations(autoscaler),
    `CreationTimestamp:\t${timeText(stringAt(autoscaler, 'metadata', 'creationTimestamp'))}`,
    `Reference:\t${stringAt(target, 'kind')}/${stringAt(target, 'name')}`,
    'Metrics:\t( current / target )',
    ...recordsAt(autoscaler, 'spec', 'metrics').map((metric, at) => metricLine(metric, current[at] ?? null)),
    `Min replicas:\t${stringAt(autoscaler, 'spec', 'minReplicas') || '<unset>'}`,
    `Max replicas:\t${stringAt(autoscaler, 'spec', 'maxReplicas')}`,
    ...(behaviour
      ? [
          'Behavior:',
          ...directionLines('Scale Up', recordAt(behaviour, 'scaleUp')),
          ...directionLines('Scale Down', recordAt(behaviour, 'scaleDown')),
        ]
      : []),
    `${stringAt(target, 'kind')} pods:\t${status('currentReplicas')} current / ${status('desiredReplicas')} desired`,
    ...(conditions.length === 0
      ? []
      : ['Conditions:', '  Type\tStatus\tReason\tMessage', '  ----\t------\t------\t-------', ...conditions]),
  ];
}

/** What a metric is now and what it should be. */
function metricLine(metric: JsonObject, status: JsonObject | null): string {
  const type = stringAt(metric, 'type');
  if (type === 'Resource' || type === 'ContainerResource') return resourceLine(metric, status, type);
  const field = type.charAt(0).toLowerCase() + type.slice(1);
  const spec = recordAt(metric, field);
  const name = stringAt(spec, 'metric', 'name');
  const target = (value: string) => stringAt(spec, 'target', value);
  const current = (value: string) => stringAt(status, field, 'current', value);
  const pair = (value: string) => `${current(value) || (recordAt(status, field) ? '0' : UNKNOWN)} / ${target(value)}`;
  const isAverage = valueAt(spec, 'target', 'averageValue') !== undefined;
  const kind = isAverage ? 'target average value' : 'target value';
  if (type === 'External') return `  ${JSON.stringify(name)} (${kind}):\t${pair(isAverage ? 'averageValue' : 'value')}`;
  if (type === 'Pods') return `  ${JSON.stringify(name)} on pods:\t${pair('averageValue')}`;
  if (type !== 'Object') return `  <unknown metric type ${JSON.stringify(type)}>`;
  const described = recordAt(spec, 'describedObject');
  const average = stringAt(spec, 'target', 'type') === 'AverageValue';
  const what = `"${name}" on ${stringAt(described, 'kind')}/${stringAt(described, 'name')}`;
  return `  ${what} (${average ? 'target average value' : 'target value'}):\t${pair(average ? 'averageValue' : 'value')}`;
}

function resourceLine(metric: JsonObject, status: JsonObject | null, type: string): string {
  const field = type === 'Resource' ? 'resource' : 'containerResource';
  const spec = recordAt(metric, field);
  const container = type === 'Resource' ? '' : ` of container "${stringAt(spec, 'container')}"`;
  const what = `  resource ${stringAt(spec, 'name')}${container} on pods`;
  const current = recordAt(status, field, 'current');
  const value = stringAt(current, 'averageValue');
  if (valueAt(spec, 'target', 'averageValue') !== undefined)
    return `${what}:\t${current ? value || '0' : UNKNOWN} / ${stringAt(spec, 'target', 'averageValue')}`;
  const utilization = numberAt(current, 'averageUtilization');
  const wanted = numberAt(spec, 'target', 'averageUtilization');
  const shown = utilization === undefined ? UNKNOWN : `${utilization}% (${value || '0'})`;
  return `${what}  (as a percentage of request):\t${shown} / ${wanted === undefined ? '<auto>' : `${wanted}%`}`;
}

function directionLines(direction: string, rules: JsonObject | null): Lines {
  if (!rules) return [];
  const window = numberAt(rules, 'stabilizationWindowSeconds');
  const policies = recordsAt(rules, 'policies').map(
    (policy) =>
      `      - Type: ${stringAt(policy, 'type')}\tValue: ${stringAt(policy, 'value')}\tPeriod: ${stringAt(policy, 'periodSeconds')} seconds`,
  );
  return [
    `  ${direction}:`,
    ...(window === undefined ? [] : [`    Stabilization Window: ${window} seconds`]),
    ...(policies.length === 0
      ? []
      : [`    Select Policy: ${stringAt(rules, 'selectPolicy') || 'Max'}`, '    Policies:', ...policies]),
  ];
}
