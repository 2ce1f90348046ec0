import type { MetricSpec as MetricSpec2, MetricStatus as MetricStatus2 } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';

/** Metrics as autoscaling/v1 writes them into annotations. Source: k8s.io/api/autoscaling/v1, pkg/apis/autoscaling/v1/conversion.go. */

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly apiVersion?: string;
}

export interface MetricSpec {
  readonly type: string;
  readonly object?: {
    target: Reference;
    metricName: string;
    targetValue: string;
    selector?: LabelSelector;
    averageValue?: string;
  };
  readonly pods?: { metricName: string; targetAverageValue: string; selector?: LabelSelector };
  readonly resource?: { name: string; targetAverageUtilization?: number; targetAverageValue?: string };
  readonly containerResource?: {
    name: string;
    targetAverageUtilization?: number;
    targetAverageValue?: string;
    container: string;
  };
  readonly external?: {
    metricName: string;
    metricSelector?: LabelSelector;
    targetValue?: string;
    targetAverageValue?: string;
  };
}

export interface MetricStatus {
  readonly type: string;
  readonly object?: {
    target: Reference;
    metricName: string;
    currentValue: string;
    selector?: LabelSelector;
    averageValue?: string;
  };
  readonly pods?: { metricName: string; currentAverageValue: string; selector?: LabelSelector };
  readonly resource?: { name: string; currentAverageUtilization?: number; currentAverageValue: string };
  readonly containerResource?: {
    name: string;
    currentAverageUtilization?: number;
    currentAverageValue: string;
    container: string;
  };
  readonly external?: {
    metricName: string;
    metricSelector?: LabelSelector;
    currentValue: string;
    currentAverageValue?: string;
  };
}

/** JSON.stringify leaves undefined out, as Go's omitempty does. */
export function metricTo1({ type, object, pods, resource, containerResource, external }: MetricSpec2): object {
  return {
    type,
    object: object && {
      target: object.describedObject,
      metricName: object.metric.name,
      targetValue: object.target.value ?? '0',
      selector: object.metric.selector,
      averageValue: object.target.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      targetAverageValue: pods.target.averageValue ?? '0',
      selector: pods.metric.selector,
    },
    resource: resource && resourceTo1(resource),
    containerResource: containerResource && {
      ...resourceTo1(containerResource),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      targetValue: external.target.value,
      targetAverageValue: external.target.averageValue,
    },
  };
}

function resourceTo1({ name, target }: NonNullable<MetricSpec2['resource']>) {
  return { name, targetAverageUtilization: target.averageUtilization, targetAverageValue: target.averageValue };
}

export function metricFrom1({ type, object, pods, resource, containerResource, external }: MetricSpec): object {
  return present({
    type,
    object: object && {
      describedObject: object.target,
      target: present({
        type: object.averageValue === undefined ? 'Value' : 'AverageValue',
        value: object.targetValue,
        averageValue: object.averageValue,
      }),
      metric: present({ name: object.metricName, selector: object.selector }),
    },
    pods: pods && {
      metric: present({ name: pods.metricName, selector: pods.selector }),
      target: { type: 'AverageValue', averageValue: pods.targetAverageValue },
    },
    resource: resource && resourceFrom1(resource),
    containerResource: containerResource && {
      ...resourceFrom1(containerResource),
      container: containerResource.container,
    },
    external: external && {
      metric: present({ name: external.metricName, selector: external.metricSelector }),
      target: present({
        type: external.targetValue === undefined ? 'AverageValue' : 'Value',
        value: external.targetValue,
        averageValue: external.targetAverageValue,
      }),
    },
  });
}

function resourceFrom1(resource: NonNullable<MetricSpec['resource']>) {
  const { name, targetAverageUtilization: averageUtilization, targetAverageValue: averageValue } = resource;
  const type = averageUtilization === undefined ? 'AverageValue' : 'Utilization';
  return { name, target: present({ type, averageValue, averageUtilization }) };
}

export function metricStatusTo1(status: MetricStatus2): object {
  const { type, object, pods, resource, containerResource, external } = status;
  return {
    type,
    object: object && {
      target: object.describedObject,
      metricName: object.metric.name,
      currentValue: object.current.value ?? '0',
      selector: object.metric.selector,
      averageValue: object.current.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      currentAverageValue: pods.current.averageValue ?? '0',
      selector: pods.metric.selector,
    },
    resource: resource && currentTo1(resource),
    containerResource: containerResource && {
      ...currentTo1(containerResource),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      currentValue: external.current.value ?? '0',
      currentAverageValue: external.current.averageValue,
    },
  };
}

function currentTo1({ name, current }: NonNullable<MetricStatus2['resource']>) {
  return {
    name,
    currentAverageUtilization: current.averageUtilization,
    currentAverageValue: current.averageValue ?? '0',
  };
}

export function metricStatusFrom1(status: MetricStatus): object {
  const { type, object, pods, resource, containerResource, external } = status;
  return present({
    type,
    object: object && {
      metric: present({ name: object.metricName, selector: object.selector }),
      current: present({ value: object.currentValue, averageValue: object.averageValue }),
      describedObject: object.target,
    },
    pods: pods && {
      metric: present({ name: pods.metricName, selector: pods.selector }),
      current: { averageValue: pods.currentAverageValue },
    },
    resource: resource && currentFrom1(resource),
    containerResource: containerResource && {
      ...currentFrom1(containerResource),
      container: containerResource.container,
    },
    external: external && {
      metric: present({ name: external.metricName, selector: external.metricSelector }),
      current: present({ value: external.currentValue, averageValue: external.currentAverageValue }),
    },
  });
}

function currentFrom1(resource: NonNullable<MetricStatus['resource']>) {
  const { name, currentAverageUtilization: averageUtilization, currentAverageValue: averageValue } = resource;
  return { name, current: present({ averageValue, averageUtilization }) };
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
