import type { EventEmitter } from 'node:events';
import type { ConsoleReply, ConsoleRequest } from './cloud/console/provider-console.ts';
import type { ADDONS, ClusterSnapshot, ClusterSnapshotOptions } from './cluster-snapshot.ts';
import type { ApiTransport } from './machinery/api-transport.ts';
import type { Clock } from './machinery/clock.ts';
import type { Machine, ProgramTable } from './machinery/machine.ts';
import type { Random } from './machinery/random.ts';
import type { Prediction } from './trace/predict/prediction.ts';
import type { Topology } from './trace/topology.ts';
import type { Trace } from './trace/trace.ts';

export interface ClusterOptions {
  readonly nodes: number;
  readonly clock: Clock;
  readonly random: Random;
  /** The administrator's bearer token, from a source that cannot be guessed (`random` can). */
  readonly token: string;
  /** `real`: pulls, starts and cloud calls take believable time; `instant`: no waiting. */
  readonly pace: 'real' | 'instant';
  readonly addons: readonly (typeof ADDONS)[number][];
  /** Programmer errors of the simulation, which learners never see. */
  readonly logger: { error(details: object, message: string): void };
  /** The shell's programs, injected: bash, kubectl, curl … for every machine of this kind. */
  readonly programs: (kind: Machine['kind']) => ProgramTable;
  /** What the checker has instead of a client's programs: those, and the ones that only checks may run. */
  readonly checkerPrograms?: ProgramTable;
  /**
   * Goes on from there, with the snapshot's number of nodes and add-ons. The clock must not stand before it: a virtual one
   * begins at its time; on the real one time has passed, as on machines that slept. What is wrong with it is a
   * `MalformedError` or a RangeError of `createCluster`.
   */
  readonly restore?: ClusterSnapshot | undefined;
}

/** One learner's Kubernetes: API server, controllers, nodes, network. */
export interface Cluster {
  readonly api: ApiTransport;
  /** The outside client (203.0.113.10) with a kubeconfig in its home. */
  readonly client: Machine;
  /** As the client, at the same address, but out of the learner's reach and marked `origin: check`. */
  readonly checker: Machine;
  node(name: string): Machine | undefined;
  /** Serves HTTP(S) requests and upgrades for the outside world (`/k8s/:session/`, `cluster up`) with this bearer token. */
  readonly token: string;
  /** PEM: signs client certificates. A listener that asks for them says so with it. */
  readonly certificateAuthority: string;
  attach(server: EventEmitter, options?: { readonly prefix?: string }): void;
  /** What the provider runs outside the cluster, for a lab's start state. Throws `CloudError`. */
  readonly cloud: {
    createLoadBalancer(options: { name: string; address: string; port: number; targets?: readonly string[] }): void;
    /** What a learner sees and does in the provider's console. */
    console(request: ConsoleRequest): ConsoleReply;
    /** Adds a name to the public zone. */
    publishName(name: string, address: string): void;
    /** Load balancers ask those that they found unhealthy at once; `settled()` waits for the answers. */
    askUnhealthyAgain(): void;
  };
  /**
   * A fault of the provider's network that no command of a learner's can make or mend: what it carries between two nodes is at
   * most so many bytes a packet; null for as many as the devices say. False where there is no such pair of nodes.
   */
  limitLink(node: string, other: string, bytes: number | null): boolean;
  readonly traces: TraceLog;
  topology(): Topology;
  /** Called after topology changes, at most once a turn of the event loop. */
  onTopology(listener: (topology: Topology) => void): () => void;
  /** Resolves when every controller is idle, every pod is Ready and kube-proxy has written its rules. */
  settled(): Promise<void>;
  /** From now on pulls and starts take believable time, or none. */
  setPace(pace: 'real' | 'instant'): void;
  /** The cluster as a JSON value, for `restore`; any number of clusters may begin with it. Throws a RangeError for a moment out of reach. */
  snapshot(options?: ClusterSnapshotOptions): ClusterSnapshot;
  close(): void;
}

export interface TraceLog {
  /** The last 200, oldest first. */
  list(): readonly Trace[];
  onTrace(listener: (trace: Trace) => void): () => void;
  /** Sends one GET and gives its trace. Throws `ProbeError`. */
  probe(url: string, options?: TraceStart & { timeoutMs?: number }): Promise<Trace>;
  /** All that would become of such a request, with nothing sent. */
  predict(url: string, options?: TraceStart): Promise<Prediction>;
}

export interface TraceStart {
  readonly origin?: 'learner' | 'check';
  /** `client` (the default), `node/NAME`, `pod/NAMESPACE/NAME`. */
  readonly from?: string;
}
