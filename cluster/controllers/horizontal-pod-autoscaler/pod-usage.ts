import { ApiError, type Client } from '../../client/client.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { quantityNanos } from '../../machinery/quantity.ts';

const POD_METRICS = Object.freeze({ group: 'metrics.k8s.io', version: 'v1beta1', resource: 'pods' });

/** How much of a resource a pod uses, in thousandths of its unit. */
export interface PodUsage {
  readonly milli: number;
  readonly timestampMs: number;
  readonly windowMs: number;
}

interface PodMetrics extends KubernetesObject {
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

/** Usage by pod name, from the resource metrics API. Throws in the words of metrics/client.go. */
export async function podUsages(
  client: Client,
  { namespace, selector }: { namespace: string; selector: string },
  resource: string,
  container?: string,
): Promise<Map<string, PodUsage>> {
  const items = await listMetrics(client, namespace, selector);
  if (items.length === 0) throw new Error('no metrics returned from resource metrics API');
  const usages = new Map<string, PodUsage>();
  for (const { metadata, timestamp, window, containers } of items) {
    const measured = container === undefined ? containers : containers.filter(({ name }) => name === container);
    if (container !== undefined && measured.length === 0) {
      throw new Error(
        `failed to get container metrics: container ${container} not present in metrics for pod ${namespace}/${metadata.name}`,
      );
    }
    const amounts = measured.map(({ usage }) => usage[resource]);
    if (amounts.length === 0 || amounts.includes(undefined)) continue;
    usages.set(metadata.name ?? '', {
      milli: amounts.reduce((sum, amount) => sum + milliValue(amount ?? '0'), 0),
      timestampMs: Date.parse(timestamp),
      windowMs: Number.parseFloat(window) * 1000,
    });
  }
  return usages;
}

async function listMetrics(client: Client, namespace: string, labelSelector: string): Promise<readonly PodMetrics[]> {
  try {
    return (await client.resource<PodMetrics>(POD_METRICS).list({ namespace, labelSelector })).items;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const reason = error.reason === 'NotFound' ? `${error.message} (get pods.metrics.k8s.io)` : error.message;
    throw new Error(`unable to fetch metrics from resource metrics API: ${reason}`);
  }
}

/** Quantity.MilliValue: rounded up. */
export function milliValue(quantity: string): number {
  const nanos = quantityNanos(quantity);
  return Number((nanos + 999_999n) / 1_000_000n);
}
