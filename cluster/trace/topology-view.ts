import type { Informer } from '../client/informer.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import type { Node, Pod } from '../client/objects.ts';
import { NODES, PODS } from '../client/resources.ts';
import type { Topology, TopologyLoadBalancer, TopologyNode, TopologyPod, TopologyRule } from './topology.ts';
import { podId, roleOf, workloadNameOf } from './workloads.ts';

/** The cluster's own pods are furniture: they would hide what the lab is about. */
const HIDDEN_NAMESPACE = 'kube-system';

export interface TopologySources {
  readonly informers: InformerFactory;
  readonly client: { readonly address: string };
  readonly loadBalancers: () => TopologyLoadBalancer[];
  /** A node's Services as its rules have them. */
  readonly rulesOf: (node: string) => TopologyRule[];
  readonly names: () => Topology['names'];
}

/** The picture's state, computed when it is asked for, and a notice when it may have changed. */
export class TopologyView {
  readonly #sources: TopologySources;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #listeners = new Set<(topology: Topology) => void>();
  #revision = 0;
  #scheduled = false;
  #current: Topology | undefined;

  constructor(sources: TopologySources) {
    this.#sources = sources;
    this.#pods = sources.informers.informer(PODS);
    this.#nodes = sources.informers.informer(NODES);
    this.#pods.onChange(() => this.changed());
    this.#nodes.onChange(() => this.changed());
  }

  /** Something it is made of has changed. Listeners hear of it once a turn of the event loop. */
  changed(): void {
    this.#current = undefined;
    if (this.#scheduled || this.#listeners.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const topology = this.read();
      for (const listener of this.#listeners) listener(topology);
    });
  }

  onChange(listener: (topology: Topology) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read(): Topology {
    this.#current ??= {
      revision: ++this.#revision,
      client: this.#sources.client,
      loadBalancers: this.#sources.loadBalancers(),
      nodes: this.#nodes
        .list()
        .map((node) => this.#nodeView(node))
        .sort(byName),
      pods: this.#pods.list().filter(isShown).sort(byCreation).map(podView),
      names: this.#sources.names(),
    };
    return this.#current;
  }

  #nodeView(node: Node): TopologyNode {
    const name = node.metadata.name;
    return {
      id: `node/${name}`,
      name,
      address: node.status?.addresses?.find((address) => address.type === 'InternalIP')?.address ?? '',
      ready: node.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false,
      rules: this.#sources.rulesOf(name),
    };
  }
}

function isShown(pod: Pod): boolean {
  return (
    pod.metadata.namespace !== HIDDEN_NAMESPACE && pod.spec.nodeName !== undefined && pod.status?.phase !== 'Succeeded'
  );
}

function podView(pod: Pod): TopologyPod {
  return {
    id: podId(pod),
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    node: pod.spec.nodeName ?? '',
    address: pod.status?.podIP ?? '',
    hostNetwork: pod.spec.hostNetwork === true,
    ready: pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false,
    role: roleOf(pod),
    workload: workloadNameOf(pod),
  };
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}

function byCreation(a: Pod, b: Pod): number {
  const [first, second] = [a, b].map((pod) => `${pod.metadata.creationTimestamp} ${pod.metadata.name}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
