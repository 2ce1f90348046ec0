import type { Pod } from '../../client/objects.ts';
import { groupPods } from './pod-groups.ts';
import { milliValue, type PodUsage } from './pod-usage.ts';

/** A ratio this close to 1 changes nothing. */
const TOLERANCE = 0.1;

export interface CountRequest {
  readonly pods: readonly Pod[];
  readonly usages: ReadonlyMap<string, PodUsage>;
  readonly resource: string;
  readonly currentReplicas: number;
  readonly nowMs: number;
}

export interface ReplicaCount {
  readonly replicas: number;
  /** Average of a pod, in thousandths. */
  readonly averageMilli: number;
  /** Per cent of what the pods request. */
  readonly utilization?: number;
}

interface Measure {
  readonly ratio: number;
  readonly averageMilli: number;
  readonly utilization?: number;
}

/** For a target in per cent of the pods' requests (GetResourceReplicas). */
export function replicasForUtilization(request: CountRequest, targetPercent: number, container?: string): ReplicaCount {
  const requests = new Map(
    request.pods.map((pod) => [pod.metadata.name, podRequest(pod, request.resource, container)]),
  );
  const fallback = (name: string) => ((requests.get(name) ?? 0) * Math.max(100, targetPercent)) / 100;
  return countReplicas(request, fallback, (usages) => {
    let used = 0;
    let requested = 0;
    for (const [name, milli] of usages) {
      used += milli;
      requested += requests.get(name) ?? 0;
    }
    if (requested === 0) throw new Error('no metrics returned matched known pods');
    const utilization = Math.floor((used * 100) / requested);
    return { ratio: utilization / targetPercent, utilization, averageMilli: Math.floor(used / usages.size) };
  });
}

/** For a target that is an average amount of each pod (GetRawResourceReplicas). */
export function replicasForAverage(request: CountRequest, targetMilli: number): ReplicaCount {
  return countReplicas(
    request,
    () => targetMilli,
    (usages) => {
      const used = [...usages.values()].reduce((sum, milli) => sum + milli, 0);
      const averageMilli = Math.floor(used / usages.size);
      return { ratio: averageMilli / targetMilli, averageMilli };
    },
  );
}

/** Pods without figures are taken to be idle before growing and busy before shrinking. */
function countReplicas(
  { pods, usages: measured, resource, currentReplicas, nowMs }: CountRequest,
  fallback: (podName: string) => number,
  measure: (usages: ReadonlyMap<string, number>) => Measure,
): ReplicaCount {
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  const { readyCount, unready, missing, ignored } = groupPods(pods, measured, resource, nowMs);
  const usages = new Map<string, number>();
  for (const [name, { milli }] of measured) if (!ignored.has(name) && !unready.has(name)) usages.set(name, milli);
  if (usages.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)');
  const { ratio, ...figures } = measure(usages);
  const growsWithUnready = unready.size > 0 && ratio > 1;
  if (!growsWithUnready && missing.size === 0) {
    return { replicas: isWithinTolerance(ratio) ? currentReplicas : Math.ceil(ratio * readyCount), ...figures };
  }
  if (ratio < 1) for (const name of missing) usages.set(name, fallback(name));
  if (ratio > 1) for (const name of missing) usages.set(name, 0);
  if (growsWithUnready) for (const name of unready) usages.set(name, 0);
  const { ratio: newRatio } = measure(usages);
  const turned = (ratio < 1 && newRatio > 1) || (ratio > 1 && newRatio < 1);
  const replicas = Math.ceil(newRatio * usages.size);
  const contradicts = (newRatio < 1 && replicas > currentReplicas) || (newRatio > 1 && replicas < currentReplicas);
  const stays = isWithinTolerance(newRatio) || turned || contradicts;
  return { replicas: stays ? currentReplicas : replicas, ...figures };
}

function isWithinTolerance(ratio: number): boolean {
  return 1 - TOLERANCE <= ratio && ratio <= 1 + TOLERANCE;
}

/** calculatePodRequestsFromContainers: every container must say what it asks for. */
function podRequest({ metadata, spec }: Pod, resource: string, container: string | undefined): number {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  let sum = 0;
  for (const { name, resources } of [...spec.containers, ...sidecars]) {
    if (container !== undefined && container !== name) continue;
    const request = resources?.requests?.[resource];
    if (request === undefined) {
      throw new Error(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
    }
    sum += milliValue(String(request));
  }
  return sum;
}
