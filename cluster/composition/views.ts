import { ownershipOf } from '../apiserver/apply/ownership.ts';
import { API_SERVER_PORT } from '../apiserver/https.ts';
import { PODS } from '../client/resources.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { ConnectionRecord } from '../network/connection-record.ts';
import type { FlowStart } from '../trace/flow-start.ts';
import { predict } from '../trace/predict/predict.ts';
import type { Prediction } from '../trace/predict/prediction.ts';
import { ObjectTimeline } from '../trace/timeline/object-timeline.ts';
import { balancerWatcher } from '../trace/timeline/watch-balancers.ts';
import { watchObjects } from '../trace/timeline/watch-objects.ts';
import { TopologyView } from '../trace/topology-view.ts';
import type { Trace } from '../trace/trace.ts';
import { portOf } from '../trace/trace-context.ts';
import { NetworkTraceLog } from '../trace/trace-log.ts';
import { clusterFacts, type NetworkFacts } from '../trace/why/cluster-facts.ts';
import { whyNot } from '../trace/why/why-not.ts';
import { workloadFinder } from '../trace/workloads.ts';
import { type Balancers, balancerStates, balancerViews, membersOf } from './balancers.ts';
import type { Core } from './core.ts';
import { CLIENT_ADDRESS, CLOUD_HOST } from './outside.ts';

const SSH_PORT = 22;

/** What happened (traces) and what is there (topology), read from the network and the API. */
export interface Views {
  readonly log: NetworkTraceLog;
  readonly topology: TopologyView;
  readonly timeline: ObjectTimeline;
  /** What would become of a request. */
  readonly predict: (from: FlowStart, url: URL, address: string) => Prediction;
}

export function createViews(core: Core, balancers: Balancers): Views {
  const { network, names, controlPlane } = core;
  const workloadAt = workloadFinder(controlPlane.informers.informer(PODS));
  const ownsAddress = (id: string, address: string) => network.host(id)?.isReachedAt(address) ?? false;
  const facts = clusterFacts(controlPlane.informers, networkFacts(core, balancers));
  const why = (trace: Trace) => whyNot(trace, facts);
  const context = { ownsAddress, workloadAt };
  const log = new NetworkTraceLog(network, context, isWork, why);
  const timeline = new ObjectTimeline();
  const managersOf = (object: KubernetesObject) => ownershipOf(object).entries;
  watchObjects({ informers: controlPlane.informers, clock: network.clock, managersOf }, timeline);
  balancers.engine.onChange(balancerWatcher(() => balancerStates(balancers), network.clock, timeline));
  const topology = new TopologyView({
    informers: controlPlane.informers,
    client: { address: CLIENT_ADDRESS },
    loadBalancers: () => balancerViews(balancers, core),
    rulesOf: (name) => core.node(name)?.kubeProxy.describeRules() ?? [],
    names: () => names.published(),
  });
  balancers.engine.onChange(() => topology.changed());
  for (const node of core.nodes) node.kubeProxy.onSync(() => topology.changed());
  return {
    log,
    topology,
    timeline,
    predict: (from, url, address) => predict({ network, context, why }, { from: from.host, url, address }),
  };
}

/** What the reasons of failures need to know of hosts and load balancers. */
function networkFacts(core: Core, balancers: Balancers): NetworkFacts {
  const { network, nodes } = core;
  const nodeAddresses = new Set(nodes.map(({ address }) => address));
  return {
    members: (balancer) => membersOf(balancers, core, balancer),
    listening: (hostId) =>
      (network.host(hostId)?.sockets() ?? [])
        .filter(({ state }) => state === 'LISTEN')
        .map(({ local }) => ({ address: local.address, port: local.port })),
    isNodeAddress: (address) => nodeAddresses.has(address),
  };
}

/** How one works with a cluster (kubectl, ssh, the cloud's API), as opposed to requests through it. */
function isWork(record: ConnectionRecord): boolean {
  const port = portOf(record.destination);
  return port === API_SERVER_PORT || port === SSH_PORT || record.endedAt === CLOUD_HOST;
}
