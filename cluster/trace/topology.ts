/** What can receive or carry a request right now: the picture's input beside the traces. Sent whole at each change. */
export interface Topology {
  readonly revision: number;
  readonly client: { readonly address: string };
  readonly loadBalancers: readonly TopologyLoadBalancer[];
  readonly nodes: readonly TopologyNode[];
  readonly pods: readonly TopologyPod[];
  /** Names in the public zone. */
  readonly names: readonly { readonly name: string; readonly address: string }[];
}

export interface TopologyLoadBalancer {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** Of its first listener. */
  readonly port: number;
  /** The provider's edge has the public address and passes packets on. */
  readonly edge: boolean;
  readonly members: readonly {
    /** The port of the listener that it belongs to. */
    readonly listener: number;
    readonly node: string | null;
    readonly address: string;
    readonly port: number;
    readonly healthy: boolean;
  }[];
}

export interface TopologyNode {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly ready: boolean;
  readonly rules: readonly TopologyRule[];
}

/** A Service as it is written on a node: never a box. */
export interface TopologyRule {
  readonly service: string;
  readonly kind: 'nodePort' | 'clusterIP' | 'loadBalancer' | 'hostPort';
  /** `:32000`, `10.96.88.4:80` */
  readonly match: string;
  /** Endpoints this node would choose from. */
  readonly to: readonly string[];
  readonly verdict: 'forward' | 'reject' | 'drop';
}

export interface TopologyPod {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly address: string;
  readonly hostNetwork: boolean;
  readonly ready: boolean;
  readonly role: 'proxy' | 'app';
  /** The name of what made it (a Deployment's name), to group and colour by. */
  readonly workload: string;
}
