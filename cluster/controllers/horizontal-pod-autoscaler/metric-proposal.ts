import type { MetricSpec, MetricStatus, MetricTarget } from 'kubernetes-types/autoscaling/v2.js';
import type { Client } from '../../client/client.ts';
import type { Pod } from '../../client/objects.ts';
import { canonicalQuantity } from '../../machinery/quantity.ts';
import { milliValue, podUsages } from './pod-usage.ts';
import { type ReplicaCount, replicasForAverage, replicasForUtilization } from './replica-count.ts';

/** What one metric asks for. */
export interface MetricProposal {
  readonly replicas: number;
  /** As it stands in events: `cpu resource utilization (percentage of request)`. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** Why a metric says nothing: the condition's reason, and the whole story. */
export class MetricFailure extends Error {
  readonly reason: string;
  /** Without what led there. */
  readonly detail: string;

  constructor(reason: string, prefix: string, detail: string) {
    super(`${prefix}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
  }
}

export interface MetricSubject {
  readonly client: Client;
  readonly namespace: string;
  /** As the scale subresource tells it. */
  readonly selector: string;
  readonly pods: readonly Pod[];
  readonly currentReplicas: number;
  readonly nowMs: number;
}

/** Throws a MetricFailure. Custom and external metrics have no source here. */
export async function proposeReplicas(subject: MetricSubject, spec: MetricSpec): Promise<MetricProposal> {
  const { resource, containerResource, pods, object, external } = spec;
  if (resource) {
    const { count, name } = await guarded(
      'FailedGetResourceMetric',
      `failed to get ${resource.name} resource metric value`,
      () => proposeForResource(subject, resource.name, resource.target, undefined),
    );
    const current = currentValue(resource.name, count);
    return { replicas: count.replicas, name, status: { type: 'Resource', resource: { name: resource.name, current } } };
  }
  if (containerResource) {
    const { name: resourceName, container, target } = containerResource;
    const prefix = `failed to get ${resourceName} container metric value`;
    const { count, name } = await guarded('FailedGetContainerResourceMetric', prefix, () =>
      proposeForResource(subject, resourceName, target, container),
    );
    const current = currentValue(resourceName, count);
    const status = { type: 'ContainerResource', containerResource: { name: resourceName, container, current } };
    return { replicas: count.replicas, name, status };
  }
  if (pods) {
    const detail = `unable to get metric ${pods.metric.name}: ${NO_CUSTOM_METRICS}`;
    throw new MetricFailure('FailedGetPodsMetric', 'failed to get pods metric value', detail);
  }
  if (object) {
    const { kind, name } = object.describedObject;
    const detail = `unable to get metric ${object.metric.name}: ${kind} on ${subject.namespace} ${name}/${NO_CUSTOM_METRICS}`;
    throw new MetricFailure('FailedGetObjectMetric', 'failed to get object metric value', detail);
  }
  const name = external?.metric.name ?? '';
  const detail = `unable to get external metric ${subject.namespace}/${name}/nil: ${NO_EXTERNAL_METRICS}`;
  throw new MetricFailure('FailedGetExternalMetric', `failed to get ${name} external metric value`, detail);
}

const NO_CUSTOM_METRICS =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
const NO_EXTERNAL_METRICS =
  'unable to fetch metrics from external metrics API: the server could not find the requested resource (get external.metrics.k8s.io)';

async function guarded<T>(reason: string, prefix: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new MetricFailure(reason, prefix, error instanceof Error ? error.message : String(error));
  }
}

async function proposeForResource(
  subject: MetricSubject,
  resource: string,
  target: MetricTarget,
  container: string | undefined,
): Promise<{ count: ReplicaCount; name: string }> {
  const what = target.averageValue === undefined ? 'utilization' : 'usage';
  try {
    const usages = await podUsages(subject.client, subject, resource, container).catch((error: Error) => {
      throw new Error(`unable to get metrics for resource ${resource}: ${error.message}`);
    });
    const request = { ...subject, usages, resource };
    if (target.averageValue !== undefined) {
      return {
        count: replicasForAverage(request, milliValue(String(target.averageValue))),
        name: `${resource} resource`,
      };
    }
    const kind = container === undefined ? 'resource' : 'container resource';
    return {
      count: replicasForUtilization(request, target.averageUtilization ?? 0, container),
      name: `${resource} ${kind} utilization (percentage of request)`,
    };
  } catch (error) {
    throw new Error(`failed to get ${resource} ${what}: ${error instanceof Error ? error.message : error}`);
  }
}

function currentValue(resource: string, { averageMilli, utilization }: ReplicaCount) {
  const averageValue =
    resource === 'memory' && averageMilli % 1000 === 0
      ? canonicalQuantity(binary(averageMilli / 1000))
      : canonicalQuantity(`${averageMilli}m`);
  return { averageValue, ...(utilization === undefined ? {} : { averageUtilization: utilization }) };
}

/** Bytes in the binary form that memory is written in. */
function binary(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024}Ki` : String(bytes);
}
