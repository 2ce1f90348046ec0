import type { Pod } from '../../client/objects.ts';
import { MAX_SCORE } from './max-score.ts';
import type { NodeInfo } from './node-info.ts';
import { podRequests, podRequestsForScores } from './pod-resources.ts';

const SCORED = ['cpu', 'memory'];
/** plugins/imagelocality: images smaller than the first count nothing, larger than the second no more. */
const SMALL_IMAGE = 23 * 2 ** 20;
const LARGE_IMAGE = 1000 * 2 ** 20;

/** Mean free share of cpu and memory after the pod has come (noderesources/least_allocated.go). */
export function leastAllocated(pod: Pod, { allocatable, requestedForScores }: NodeInfo): number {
  const requests = podRequestsForScores(pod);
  const shares = SCORED.flatMap((name) => {
    const capacity = allocatable.get(name) ?? 0;
    const used = (requestedForScores.get(name) ?? 0) + (requests.get(name) ?? 0);
    if (capacity === 0) return [];
    return [used > capacity ? 0 : Math.floor(((capacity - used) * MAX_SCORE) / capacity)];
  });
  return shares.length === 0 ? 0 : Math.floor(shares.reduce((sum, share) => sum + share, 0) / shares.length);
}

/** The closer the shares of cpu and memory in use are to each other, the better (noderesources/balanced_allocation.go). */
export function balancedAllocation(pod: Pod, { allocatable, requested }: NodeInfo): number {
  const requests = podRequests(pod);
  // A pod that asks for nothing balances nothing.
  if (SCORED.every((name) => (requests.get(name) ?? 0) === 0)) return 0;
  const shares = SCORED.flatMap((name) => {
    const capacity = allocatable.get(name) ?? 0;
    const used = (requested.get(name) ?? 0) + (requests.get(name) ?? 0);
    return capacity === 0 ? [] : [Math.min(1, used / capacity)];
  });
  const [cpu = 0, memory = cpu] = shares;
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * MAX_SCORE);
}

/** Nodes that have the pod's images, by their size and by how many nodes have them (plugins/imagelocality). */
export function imageLocality({ spec }: Pod, { node }: NodeInfo, nodes: readonly NodeInfo[]): number {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  let sum = 0;
  for (const { image = '' } of containers) {
    const size = imageSize(node, image);
    if (size > 0)
      sum += Math.floor((size * nodes.filter((each) => imageSize(each.node, image) > 0).length) / nodes.length);
  }
  const most = LARGE_IMAGE * containers.length;
  const counted = Math.min(Math.max(sum, SMALL_IMAGE), most);
  return Math.floor((MAX_SCORE * (counted - SMALL_IMAGE)) / (most - SMALL_IMAGE));
}

function imageSize({ status }: NodeInfo['node'], image: string): number {
  const name = image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
  return status?.images?.find(({ names }) => names?.includes(name))?.sizeBytes ?? 0;
}
