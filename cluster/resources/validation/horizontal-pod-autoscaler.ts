import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from 'kubernetes-types/autoscaling/v2.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { compareQuantities } from '../../machinery/quantity.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { typed } from '../typed.ts';
import { dns1123LabelProblems, pathSegmentProblems } from './names.ts';
import { nonNegativeQuantity } from './quantities.ts';

const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;
const SOURCES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

/** Source: pkg/apis/autoscaling/validation.validateHorizontalPodAutoscalerSpec. */
export function validateAutoscaler(object: KubernetesObject): FieldError[] {
  const spec = typed<HorizontalPodAutoscaler>(object).spec;
  const errors: FieldError[] = [];
  const [minimum, maximum] = [spec?.minReplicas ?? 1, spec?.maxReplicas ?? 0];
  if (minimum < 1) errors.push(invalid('spec.minReplicas', minimum, 'must be greater than or equal to 1'));
  if (maximum < 1) errors.push(invalid('spec.maxReplicas', maximum, 'must be greater than 0'));
  if (maximum < minimum) {
    errors.push(invalid('spec.maxReplicas', maximum, 'must be greater than or equal to `minReplicas`'));
  }
  errors.push(...validateReference(spec?.scaleTargetRef, 'spec.scaleTargetRef', false));
  const metrics = spec?.metrics ?? [];
  errors.push(...metrics.flatMap((metric, index) => validateMetric(metric, `spec.metrics[${index}]`)));
  if (minimum === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbidden('spec.metrics', detail));
  }
  for (const direction of ['scaleUp', 'scaleDown'] as const) {
    const rules = spec?.behavior?.[direction];
    if (rules) errors.push(...validateRules(rules, `spec.behavior.${direction}`));
  }
  return errors;
}

function validateReference(
  reference: CrossVersionObjectReference | undefined,
  path: string,
  coreAllowed: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const part of ['kind', 'name'] as const) {
    const value = reference?.[part] ?? '';
    if (value === '') errors.push(required(`${path}.${part}`));
    else errors.push(...pathSegmentProblems(value).map((problem) => invalid(`${path}.${part}`, value, problem)));
  }
  const apiVersion = reference?.apiVersion ?? '';
  const field = `${path}.apiVersion`;
  if (apiVersion.split('/').length > 2) {
    errors.push(invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  } else if (!coreAllowed && !apiVersion.includes('/') && reference?.kind !== 'ReplicationController') {
    errors.push(invalid(field, apiVersion, 'apiVersion must specify API group'));
  }
  return errors;
}

function validateMetric(metric: MetricSpec, path: string): FieldError[] {
  const { type = '' } = metric;
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric source type'));
  const unknown = SOURCES.includes(type) ? [] : [notSupported(`${path}.type`, type, SOURCES)];
  errors.push(...unknown);
  const fields = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;
  const present = fields.filter((field) => metric[field]);
  if (present[0]) errors.push(...validateSource(metric, present[0], `${path}.${present[0]}`));
  const expected = fields.find((field) => field.toLowerCase() === type.toLowerCase());
  if (!expected) errors.push(...unknown);
  else if (!metric[expected]) {
    errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  }
  if (present.length === 1) return errors;
  const others = present.filter((field) => field !== expected);
  return [
    ...errors,
    ...others.map((field) => forbidden(`${path}.${field}`, 'must populate the given metric source only')),
  ];
}

type Source = 'object' | 'external' | 'pods' | 'resource' | 'containerResource';

function validateSource(metric: MetricSpec, source: Source, path: string): FieldError[] {
  switch (source) {
    case 'object':
      return [
        ...validateReference(metric.object!.describedObject, `${path}.describedObject`, true),
        ...validateIdentifier(metric.object!.metric, `${path}.metric`),
        ...validateTarget(
          metric.object!.target,
          `${path}.target`,
          'value',
          'must set either a target value or averageValue',
        ),
      ];
    case 'external':
      return [
        ...validateIdentifier(metric.external!.metric, `${path}.metric`),
        ...validateExternalTarget(metric.external!.target, `${path}.target`),
      ];
    case 'pods':
      return [
        ...validateIdentifier(metric.pods!.metric, `${path}.metric`),
        ...validateTarget(metric.pods!.target, `${path}.target`, '', 'must specify a positive target averageValue'),
      ];
    case 'resource':
      return validateResource(metric.resource!, path);
    case 'containerResource':
      return [
        ...validateContainer(metric.containerResource!.container, path),
        ...validateResource(metric.containerResource!, path),
      ];
  }
}

function validateContainer(container: string, path: string): FieldError[] {
  if (!container) return [required(`${path}.container`, 'must specify a container')];
  return dns1123LabelProblems(container).map((problem) => invalid(`${path}.container`, container, problem));
}

function validateIdentifier(metric: MetricIdentifier | undefined, path: string): FieldError[] {
  const name = metric?.name ?? '';
  if (name === '') return [required(`${path}.name`, 'must specify a metric name')];
  return pathSegmentProblems(name).map((problem) => invalid(`${path}.name`, name, problem));
}

/** `other`: what may stand in place of averageValue. */
function validateTarget(target: MetricTarget, path: string, other: 'value' | '', missing: string): FieldError[] {
  const errors = validateTargetValues(target, path);
  const isSet = target?.averageValue !== undefined || (other !== '' && target?.[other] !== undefined);
  return isSet ? errors : [...errors, required(`${path}.averageValue`, missing)];
}

function validateExternalTarget(target: MetricTarget, path: string): FieldError[] {
  const missing = 'must set either a target value for metric or a per-pod target';
  const errors = validateTarget(target, path, 'value', missing);
  if (target?.value === undefined || target.averageValue === undefined) return errors;
  const both = 'may not set both a target value for metric and a per-pod target';
  return [...errors, forbidden(`${path}.value`, both)];
}

function validateResource({ name, target }: { name: string; target: MetricTarget }, path: string): FieldError[] {
  const errors: FieldError[] = name ? [] : [required(`${path}.name`, 'must specify a resource name')];
  errors.push(...validateTargetValues(target, `${path}.target`));
  const { averageUtilization, averageValue } = target ?? {};
  if (averageUtilization === undefined && averageValue === undefined) {
    const missing = 'must set either a target raw value or a target utilization';
    errors.push(required(`${path}.target.averageUtilization`, missing));
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    const both = 'may not set both a target raw value and a target utilization';
    errors.push(forbidden(`${path}.target.averageValue`, both));
  }
  return errors;
}

function validateTargetValues(target: MetricTarget | undefined, path: string): FieldError[] {
  const { type = '', averageUtilization } = target ?? {};
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${path}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) {
    errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const field of ['value', 'averageValue'] as const) {
    const value = target?.[field];
    if (value !== undefined && compareQuantities(String(value), '0') <= 0) {
      errors.push(invalid(`${path}.${field}`, value, 'must be positive'));
    }
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    errors.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  }
  return errors;
}

function validateRules(rules: HPAScalingRules & { tolerance?: string }, path: string): FieldError[] {
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules;
  const errors: FieldError[] = [];
  const field = `${path}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0) errors.push(invalid(field, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > LONGEST_WINDOW) {
    errors.push(invalid(field, window, `must be less than or equal to ${LONGEST_WINDOW}`));
  }
  const selections = ['Disabled', 'Max', 'Min'];
  if (selectPolicy !== undefined && !selections.includes(selectPolicy)) {
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, selections));
  }
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  for (const [index, { type, value, periodSeconds }] of policies.entries()) {
    const at = `${path}.policies[${index}]`;
    if (type !== 'Pods' && type !== 'Percent') errors.push(notSupported(`${at}.type`, type, ['Percent', 'Pods']));
    if (value <= 0) errors.push(invalid(`${at}.value`, value, 'must be greater than zero'));
    if (periodSeconds <= 0) errors.push(invalid(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero'));
    if (periodSeconds > LONGEST_PERIOD) {
      errors.push(invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`));
    }
  }
  return [...errors, ...nonNegativeQuantity(tolerance, `${path}.tolerance`)];
}
