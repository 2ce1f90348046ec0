import type { ExecStreams } from './kubelet-endpoint.ts';
import type { ExitStatus } from './machine.ts';
import type { ProcDirectory } from './proc/proc-node.ts';

/** What the daemons of a node offer to the programs on it: systemd, the journal and the container runtime. */
export interface NodeServices {
  readonly units: ServiceUnits;
  readonly journal: Journal;
  readonly runtime: ContainerRuntime;
  /** Directories whose content is made when it is looked at, by path: the containers' logs. */
  readonly trees: Readonly<Record<string, ProcDirectory>>;
}

/** Units that can be started and stopped; names without `.service`. */
export interface ServiceUnits {
  status(name: string): UnitStatus | undefined;
  start(name: string): Promise<void>;
  stop(name: string): Promise<void>;
}

export interface UnitStatus {
  readonly active: boolean;
  readonly sinceMs: number;
  /** Of its main process, now or when it ran last. */
  readonly pid: number;
}

export interface JournalEntry {
  readonly atMs: number;
  /** `kubelet` */
  readonly unit: string;
  /** SYSLOG_IDENTIFIER: who says it. */
  readonly identifier: string;
  readonly pid: number;
  readonly message: string;
}

export interface Journal {
  /** The oldest first; old ones go. */
  entries(): readonly JournalEntry[];
  /** The returned function stops it. */
  onEntry(listener: (entry: JournalEntry) => void): () => void;
}

/** The Container Runtime Interface, as far as crictl asks it. */
export interface ContainerRuntime {
  readonly version: string;
  /** False while containerd is stopped. */
  isRunning(): boolean;
  sandboxes(): readonly RuntimeSandbox[];
  containers(): readonly RuntimeContainer[];
  images(): readonly RuntimeImage[];
  /** Lines from the beginning; with `follow`, those that come until the container ends or `signal` says so. */
  logs(id: string, follow: boolean, signal: AbortSignal): AsyncIterable<RuntimeLogLine>;
  /** Throws `KubeletError`. */
  exec(id: string, command: readonly string[], streams: ExecStreams): Promise<ExitStatus>;
  /** SIGTERM, and SIGKILL after the grace period. */
  stop(id: string): Promise<void>;
}

export interface RuntimeSandbox {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
  readonly ready: boolean;
  readonly createdMs: number;
  readonly address: string;
  readonly hostNetwork: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuntimeContainer {
  readonly id: string;
  readonly sandbox: RuntimeSandbox;
  readonly name: string;
  readonly attempt: number;
  /** As the pod names it. */
  readonly image: string;
  /** `docker.io/library/nginx@sha256:…` */
  readonly imageReference: string;
  readonly state: 'Running' | 'Exited';
  readonly startedMs: number;
  readonly end?: {
    readonly atMs: number;
    readonly exitCode: number;
    readonly reason: string;
    readonly message?: string;
  };
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly path: string; readonly volume: string; readonly readOnly: boolean }[];
  /** Cores used now, and bytes of memory held. */
  readonly usage: { readonly cores: number; readonly memoryBytes: number };
}

export interface RuntimeImage {
  /** `docker.io/library/nginx` */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…` of its configuration: its id. */
  readonly id: string;
  /** `sha256:…` of its manifest. */
  readonly digest: string;
  readonly sizeBytes: number;
}

export interface RuntimeLogLine {
  readonly atMs: number;
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}
