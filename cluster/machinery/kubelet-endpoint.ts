import type { ByteReader, ByteWriter } from './byte-stream.ts';
import type { ExitStatus } from './machine.ts';

/** What the API server asks of the kubelet of a pod's node: logs, exec, attach, port-forward. Errors are `KubeletError`s. */
export interface KubeletEndpoint {
  logs(pod: PodRef, container: string, options: LogOptions, signal: AbortSignal): AsyncIterable<Uint8Array>;
  exec(pod: PodRef, container: string, command: readonly string[], streams: ExecStreams): Promise<ExitStatus>;
  attach(pod: PodRef, container: string, streams: ExecStreams): Promise<ExitStatus>;
  /** Dials a port inside the pod. */
  dial(pod: PodRef, port: number): Promise<import('./machine.ts').MachineSocket>;
  /** What its own HTTP server says about `target` (`/pods`, `/metrics?…`); undefined: 404. */
  http?(method: string, target: string): Promise<KubeletAnswer | undefined>;
}

export interface KubeletAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface LogOptions {
  readonly follow?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly timestamps?: boolean;
  readonly previous?: boolean;
  readonly limitBytes?: number;
}

export interface ExecStreams {
  readonly stdin: ByteReader | null;
  readonly stdout: ByteWriter;
  /** With a terminal, everything goes to stdout. */
  readonly stderr: ByteWriter;
  readonly terminal: {
    readonly columns: number;
    readonly rows: number;
    onResize(listener: (columns: number, rows: number) => void): void;
  } | null;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
}

/** Nobody answers at the kubelet's port. */
export class KubeletUnreachable extends Error {}

/** Carries an HTTP status and the text that kubectl shows. */
export class KubeletError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
