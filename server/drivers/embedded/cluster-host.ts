import type { Clock } from '../../../cluster/machinery/clock.ts';
import { type ByteConnection, ClusterLost, type TerminalConnection } from '../driver.ts';
import { HostedCluster, type HostedClusterOptions } from './hosted-cluster.ts';
import { MessageStreams } from './message-streams.ts';
import type { FromWorker, ToWorker, WorkerCall } from './messages.ts';
import { atTerminalPace } from './terminal-pace.ts';

export interface ClusterHostOptions {
  readonly createCluster: HostedClusterOptions['createCluster'];
  readonly clock: Clock;
  readonly pace: 'real' | 'instant';
  readonly post: (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;
}

/** The worker's side: answers calls about the clusters that live in this thread. */
export class ClusterHost {
  readonly #options: ClusterHostOptions;
  readonly #streams: MessageStreams;
  readonly #clusters = new Map<string, HostedCluster>();
  readonly #terminals = new Map<number, TerminalConnection>();

  constructor(options: ClusterHostOptions) {
    this.#options = options;
    this.#streams = new MessageStreams((message, transfer) => options.post(message, transfer));
  }

  receive(message: ToWorker): void {
    if (message.kind !== 'call') {
      this.#streams.receive(message);
      return;
    }
    const { id, session, call } = message;
    this.#answer(session, call).then(
      (value) => this.#options.post({ kind: 'answer', id, value }),
      (error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        const lost = error instanceof ClusterLost;
        this.#options.post({ kind: 'failure', id, message: lost ? error.message : text, lost });
      },
    );
  }

  async #answer(session: string, call: WorkerCall): Promise<unknown> {
    if (call.method === 'ping') return null;
    if (call.method === 'create') return this.#create(session, call);
    const cluster = this.#clusters.get(session);
    if (!cluster) throw new ClusterLost('The cluster was closed.');
    switch (call.method) {
      case 'openTerminal': {
        const terminal = await cluster.openTerminal(call.size);
        this.#terminals.set(call.stream, terminal);
        joinStreams(atTerminalPace(terminal), this.#streams.open(call.stream), () =>
          this.#terminals.delete(call.stream),
        );
        return null;
      }
      case 'resize':
        return this.#terminals.get(call.stream)?.resize(call.size) ?? null;
      case 'connect':
        return joinStreams(await cluster.connect(), this.#streams.open(call.stream), () => {});
      case 'check':
        return cluster.check(call.run);
      case 'run':
        return cluster.run(call.script, call.as);
      case 'probe':
        return cluster.probe(call.url, call.origin);
      case 'snapshot':
        return cluster.snapshot();
      case 'files':
        return cluster.files(call.request);
      case 'cloud':
        return cluster.cloud(call.request);
      case 'close':
        this.#clusters.delete(session);
        return cluster.close();
    }
  }

  async #create(session: string, call: Extract<WorkerCall, { method: 'create' }>): Promise<{ token: string }> {
    const { createCluster, clock, pace, post } = this.#options;
    const cluster = await HostedCluster.start({
      createCluster,
      clock,
      pace,
      seed: call.seed,
      start: call.start,
      notice: (notice) => post({ kind: 'notice', session, notice }),
      // Programmer errors of the simulation: to the operator's log, never into a learner's terminal.
      logger: { error: (details, message) => console.error(JSON.stringify({ level: 50, session, message, details })) },
    });
    this.#clusters.set(session, cluster);
    return { token: cluster.token };
  }
}

/** Passes bytes both ways until either end closes. */
function joinStreams(one: ByteConnection, other: ByteConnection, onEnd: () => void): null {
  const pump = async (from: ByteConnection, to: ByteConnection) => {
    try {
      for (let bytes = await from.read(); bytes; bytes = await from.read()) await to.write(bytes);
    } catch {
      // The other end has gone: closing tells both.
    }
    one.close();
    other.close();
    onEnd();
  };
  void pump(one, other);
  void pump(other, one);
  return null;
}
