import type { StartState } from '../labs/lab.ts';
import type { CloudAction, CloudLoadBalancer } from '../schemas/cloud.ts';
import type { DriverName } from '../schemas/labs.ts';
import type { Topology } from '../schemas/topology.ts';
import type { Trace } from '../schemas/trace.ts';

/**
 * Where learners' clusters come from. Everything that passes is plain data or bytes, so a driver may keep its clusters
 * in another thread, another process or another house.
 */
export interface Driver {
  readonly name: DriverName;
  /** Null when it can run a lab with these requirements, else why not: "needs 4 nodes". */
  refusal(requires: readonly string[]): string | null;
  /** Resolves when the cluster is ready: the API answers, every pod of the start state is Ready. */
  create(session: string, start: StartState, listener: (notice: ClusterNotice) => void): Promise<SessionCluster>;
  close(): Promise<void>;
}

export type ClusterNotice =
  | { readonly kind: 'topology'; readonly topology: Topology }
  /** Requests of the learner, oldest first; `skipped` were left out because there were too many. */
  | { readonly kind: 'traces'; readonly traces: readonly Trace[]; readonly skipped: number }
  /** Something that a check may look at has changed. */
  | { readonly kind: 'changed' }
  /** The cluster is gone and its session must be rebuilt. */
  | { readonly kind: 'lost'; readonly reason: string };

/** One learner's cluster. After `lost` or `close`, every method rejects with `ClusterLost`. */
export interface SessionCluster {
  readonly nodes: number;
  /** The bearer token of its Kubernetes API. */
  readonly token: string;
  openTerminal(size: TerminalSize): Promise<TerminalConnection>;
  /** A connection to its API server, for raw HTTP/1.1. */
  connect(): Promise<ByteConnection>;
  /** Runs the check on the checker until it passes or `convergeMs` are over, again whenever something changed. */
  check(run: CheckRun): Promise<CheckOutcome>;
  /** Runs a bash script once, as the learner in their home or as the checker. */
  run(script: string, as: 'learner' | 'checker'): Promise<ScriptOutcome>;
  /** One GET, traced; marked as a check's when `origin` says so. */
  probe(url: string, origin: 'learner' | 'check'): Promise<Trace>;
  snapshot(): Promise<{ topology: Topology; traces: readonly Trace[] }>;
  /** Files of the learner's home, by path relative to it. */
  files(request: FileRequest): Promise<FileReply>;
  /** The provider's console: what load balancers there are, and what is done to them by hand. */
  cloud(request: CloudRequest): Promise<CloudReply>;
  close(): Promise<void>;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Bytes both ways with backpressure: `read` waits for bytes, `write` for room. */
export interface ByteConnection {
  /** Null at the end. */
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
  /** Both directions. */
  close(): void;
}

export interface TerminalConnection extends ByteConnection {
  resize(size: TerminalSize): void;
}

export interface CheckRun {
  readonly script: string;
  /** 0: once. */
  readonly convergeMs: number;
  /** What earlier checks kept, by name. */
  readonly kept: Readonly<Record<string, string>>;
}

export interface CheckOutcome {
  readonly passed: boolean;
  /** Why not, in a sentence; empty when it passed. */
  readonly message: string;
  readonly kept: Readonly<Record<string, string>>;
}

export interface ScriptOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type FileRequest =
  | { readonly kind: 'list' }
  | { readonly kind: 'read'; readonly path: string }
  /** A file as it is, whatever is in it; at most `limitBytes` long. */
  | { readonly kind: 'download'; readonly path: string; readonly limitBytes: number }
  | { readonly kind: 'write'; readonly path: string; readonly text: string };

export type FileReply =
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string }
  | { readonly kind: 'written' }
  /** As the machine's own tools would say it: "No such file or directory". */
  | { readonly kind: 'refused'; readonly reason: string };

export type CloudRequest = { readonly kind: 'list' } | CloudAction;

export type CloudReply =
  /** The state afterwards. */
  | { readonly kind: 'load-balancers'; readonly loadBalancers: readonly CloudLoadBalancer[] }
  /** Why not, in a sentence. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The cluster behind a session is gone: its worker ended, or it was closed. */
export class ClusterLost extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ClusterLost';
  }
}
