import { randomInt } from 'node:crypto';
import type { StartState } from '../../labs/lab.ts';
import type { Topology } from '../../schemas/topology.ts';
import type { Trace } from '../../schemas/trace.ts';
import type {
  ByteConnection,
  CheckOutcome,
  CheckRun,
  CloudReply,
  CloudRequest,
  ClusterNotice,
  Driver,
  FileReply,
  FileRequest,
  ScriptOutcome,
  SessionCluster,
  TerminalConnection,
  TerminalSize,
} from '../driver.ts';
import { isOffered } from './addons.ts';
import type { WorkerCall } from './messages.ts';
import { type ClusterWorker, WorkerPool } from './worker-pool.ts';

export interface EmbeddedDriverOptions {
  readonly workers: number;
  readonly memoryMiB: number;
  readonly pace: 'real' | 'instant';
  /** Another worker file, in tests of the driver itself. */
  readonly entry?: URL;
}

const MOST_NODES = 20;

/** Clusters in worker threads of this process. */
export class EmbeddedDriver implements Driver {
  readonly name = 'embedded';
  readonly #pool: WorkerPool;

  constructor(options: EmbeddedDriverOptions) {
    const entry = options.entry ?? new URL('./cluster-worker.ts', import.meta.url);
    this.#pool = new WorkerPool({ ...options, entry });
  }

  refusal(requires: readonly string[]): string | null {
    for (const word of requires) {
      const nodes = /^nodes=(\d+)$/.exec(word)?.[1];
      if (nodes === undefined ? !isOffered(word) : Number(nodes) > MOST_NODES) return `needs ${word.replace('=', ' ')}`;
    }
    return null;
  }

  /** Starts the threads, so that the first session does not wait for its own. */
  warm(): Promise<void> {
    return this.#pool.warm();
  }

  async create(session: string, start: StartState, listener: (notice: ClusterNotice) => void): Promise<SessionCluster> {
    const worker = this.#pool.leastBusy();
    // One cluster a call: a session that is rebuilt gets a new name inside its worker.
    const name = `${session}/${randomInt(2 ** 47)}`;
    worker.join(name, listener);
    try {
      const { token } = await ask<{ token: string }>(worker, name, {
        method: 'create',
        start,
        seed: randomInt(2 ** 32),
      });
      return new WorkerCluster(worker, name, start.nodes, token);
    } catch (error) {
      worker.leave(name);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** What a worker answers is what `ClusterHost` makes: both ends are of one version, in one process. */
async function ask<T>(worker: ClusterWorker, name: string, call: WorkerCall): Promise<T> {
  return (await worker.call(name, call)) as T;
}

class WorkerCluster implements SessionCluster {
  readonly nodes: number;
  readonly token: string;
  readonly #worker: ClusterWorker;
  readonly #name: string;

  constructor(worker: ClusterWorker, name: string, nodes: number, token: string) {
    this.#worker = worker;
    this.#name = name;
    this.nodes = nodes;
    this.token = token;
  }

  async openTerminal(size: TerminalSize): Promise<TerminalConnection> {
    const { id, connection } = this.#worker.openStream();
    await this.#ask({ method: 'openTerminal', size, stream: id });
    return {
      read: () => connection.read(),
      write: (bytes) => connection.write(bytes),
      close: () => connection.close(),
      resize: (to) => void this.#ask({ method: 'resize', stream: id, size: to }).catch(() => {}),
    };
  }

  async connect(): Promise<ByteConnection> {
    const { id, connection } = this.#worker.openStream();
    await this.#ask({ method: 'connect', stream: id });
    return connection;
  }

  check(run: CheckRun): Promise<CheckOutcome> {
    return this.#ask({ method: 'check', run });
  }

  run(script: string, as: 'learner' | 'checker'): Promise<ScriptOutcome> {
    return this.#ask({ method: 'run', script, as });
  }

  probe(url: string, origin: 'learner' | 'check'): Promise<Trace> {
    return this.#ask({ method: 'probe', url, origin });
  }

  snapshot(): Promise<{ topology: Topology; traces: readonly Trace[] }> {
    return this.#ask({ method: 'snapshot' });
  }

  files(request: FileRequest): Promise<FileReply> {
    return this.#ask({ method: 'files', request });
  }

  cloud(request: CloudRequest): Promise<CloudReply> {
    return this.#ask({ method: 'cloud', request });
  }

  async close(): Promise<void> {
    this.#worker.leave(this.#name);
    await this.#ask({ method: 'close' }).catch(() => {});
  }

  #ask<T>(call: WorkerCall): Promise<T> {
    return ask<T>(this.#worker, this.#name, call);
  }
}
