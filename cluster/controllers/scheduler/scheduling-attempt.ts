import type { Pod } from '../../client/objects.ts';
import type { ControllerContext } from '../controller.ts';
import type { ClusterState } from './cluster-state.ts';
import { type FilterName, filterWithNominated, type NodeFailure } from './filters.ts';
import { namedNodes } from './node-affinity.ts';
import type { NodeInfo } from './node-info.ts';
import { SchedulingCycle } from './scheduling-cycle.ts';
import { bestNodes } from './scores.ts';
import type { DefaultSelector } from './topology-spread-scores.ts';
import type { Diagnosis } from './unschedulable-message.ts';
import { podVolumes } from './volumes/pod-volumes.ts';

export type Attempt =
  | { readonly kind: 'found'; readonly cycle: SchedulingCycle; readonly chosen: NodeInfo }
  | {
      readonly kind: 'unschedulable';
      readonly cycle: SchedulingCycle;
      readonly diagnosis: Diagnosis;
      readonly failures: ReadonlyMap<string, NodeFailure>;
      readonly filters: ReadonlySet<FilterName>;
    };

export interface AttemptOptions {
  readonly context: ControllerContext;
  readonly state: ClusterState;
  readonly defaultSelector: DefaultSelector;
  /** Where its volumes are being made already. */
  readonly reserved: string | undefined;
}

/** One look at all nodes for one pod: which can take it, and which of those is best (schedule_one.go schedulePod). */
export function attempt(pod: Pod, options: AttemptOptions): Attempt {
  const { context, state } = options;
  const nodes = state.nodes();
  const volumes = podVolumes(pod, context.informers);
  const cycle = new SchedulingCycle(pod, { nodes, namespaceLabels: state.namespaceLabels, volumes });
  const named = namedNodes(pod.spec);
  const beforehand = named?.size === 0 ? 'pod affinity terms conflict' : volumes.problem;
  const nodeCount = nodes.length;
  if (beforehand) {
    const diagnosis = { nodeCount, failures: [], absent: undefined, beforehand };
    const filters = new Set<FilterName>([volumes.problem ? 'VolumeBinding' : 'NodeAffinity']);
    return { kind: 'unschedulable', cycle, diagnosis, failures: new Map(), filters };
  }
  const failures = new Map<string, NodeFailure>();
  const feasible = inOrder(nodes, pod, options).filter((info) => {
    const { name } = info.node.metadata;
    if (named && !named.has(name)) return false;
    const failure = filterWithNominated(cycle, info, state.nominatedOn(name, pod));
    if (failure) failures.set(name, failure);
    return !failure;
  });
  const chosen = choose(cycle, feasible, options);
  if (chosen) return { kind: 'found', cycle, chosen };
  const absent = named ? "node(s) didn't satisfy plugin(s) [NodeAffinity]" : undefined;
  const diagnosis = { nodeCount, failures: [...failures.values()], absent };
  const filters = new Set<FilterName>(Array.from(failures.values(), ({ filter }) => filter));
  if (named && failures.size < nodeCount) filters.add('NodeAffinity');
  return { kind: 'unschedulable', cycle, diagnosis, failures, filters };
}

/** The node that was promised comes first, and is taken if it will do. */
function inOrder(nodes: readonly NodeInfo[], pod: Pod, { reserved }: AttemptOptions): readonly NodeInfo[] {
  const promised = reserved ?? pod.status?.nominatedNodeName;
  const first = nodes.find(({ node }) => node.metadata.name === promised);
  return first ? [first, ...nodes.filter((info) => info !== first)] : nodes;
}

function choose(
  cycle: SchedulingCycle,
  feasible: readonly NodeInfo[],
  { context, defaultSelector, reserved }: AttemptOptions,
): NodeInfo | undefined {
  const promised = reserved ?? cycle.pod.status?.nominatedNodeName;
  if (promised && feasible[0]?.node.metadata.name === promised) return feasible[0];
  const best = bestNodes(cycle, feasible, defaultSelector);
  // Which of equal nodes is taken is chance, as with the real one.
  return best.length > 1 ? best[context.random.integer(best.length)] : best[0];
}
