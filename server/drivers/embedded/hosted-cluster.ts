import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Cluster, ClusterOptions } from '../../../cluster/cluster.ts';
import { createPipe } from '../../../cluster/machinery/byte-stream.ts';
import type { Clock } from '../../../cluster/machinery/clock.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { openPseudoterminal } from '../../../cluster/machinery/pseudoterminal.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createPrograms } from '../../../shell/programs.ts';
import { converge } from '../../checks/converge.ts';
import type { StartState } from '../../labs/lab.ts';
import { connectionStream } from '../../sessions/connection-stream.ts';
import type {
  ByteConnection,
  CheckOutcome,
  CheckRun,
  CloudReply,
  CloudRequest,
  ClusterNotice,
  FileReply,
  FileRequest,
  ScriptOutcome,
  SessionCluster,
  TerminalConnection,
  TerminalSize,
} from '../driver.ts';
import { addonsFor } from './addons.ts';
import { checkerPrograms, giveCheckerDoor } from './checker-programs.ts';
import { onClusterChange } from './cluster-changes.ts';
import { homeFiles } from './home-files.ts';
import { startLoginShell } from './login-shell.ts';
import { NoticeBatch } from './notice-batch.ts';
import { checkOutcome, runScript } from './run-script.ts';
import { applyManifests, homePath, runSetup, writeHome, writeHomeFile } from './start-state.ts';
import { wireCloud, wireTopology, wireTrace } from './wire-types.ts';

export interface HostedClusterOptions {
  readonly createCluster: (options: ClusterOptions) => Cluster | Promise<Cluster>;
  readonly clock: Clock;
  readonly seed: number;
  readonly pace: 'real' | 'instant';
  readonly start: StartState;
  readonly notice: (notice: ClusterNotice) => void;
  readonly logger: ClusterOptions['logger'];
}

/** One learner's cluster in this thread, behind the same contract that the web process sees. */
export class HostedCluster implements SessionCluster {
  readonly nodes: number;
  readonly token: string;
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #logger: ClusterOptions['logger'];
  readonly #kept = new Map<string, string>();
  readonly #stops: (() => void)[] = [];
  #changeListeners = new Set<() => void>();
  #server: Server | null = null;

  private constructor(cluster: Cluster, options: HostedClusterOptions) {
    this.#cluster = cluster;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.nodes = options.start.nodes;
    this.token = cluster.token;
    const { traces, limitLink } = cluster;
    giveCheckerDoor(cluster.checker, { traces, limitLink, kept: this.#kept });
  }

  /** Resolves when the start state is there: every controller idle, every pod Ready. */
  static async start(options: HostedClusterOptions): Promise<HostedCluster> {
    const { start, clock, pace, logger } = options;
    const cluster = await options.createCluster({
      nodes: start.nodes,
      clock,
      random: new SeededRandom(options.seed),
      token: randomBytes(24).toString('base64url'),
      // The start state is there at once; only what the learner does takes its time.
      pace: 'instant',
      addons: addonsFor(start.requires),
      logger,
      programs: createPrograms,
      checkerPrograms,
    });
    await applyManifests(cluster.api, start.manifests);
    for (const balancer of start.cloud.loadBalancers ?? []) cluster.cloud.createLoadBalancer(balancer);
    for (const { name, address } of start.cloud.names ?? []) cluster.cloud.publishName(name, address);
    writeHome(cluster.client, start.home);
    await cluster.settled();
    if (start.setup !== null) {
      await runSetup(cluster.checker, start.setup);
      await cluster.settled();
    }
    // What load balancers found before the pods were ready is old.
    cluster.cloud.askUnhealthyAgain();
    await cluster.settled();
    cluster.setPace(pace);
    const hosted = new HostedCluster(cluster, options);
    hosted.#watch(options.notice);
    return hosted;
  }

  #watch(notice: (notice: ClusterNotice) => void): void {
    const batch = new NoticeBatch(this.#clock, notice);
    const changed = () => {
      batch.changed();
      for (const listener of [...this.#changeListeners]) listener();
    };
    this.#stops.push(
      this.#cluster.onTopology((topology) => {
        batch.topology(topology);
        changed();
      }),
      this.#cluster.traces.onTrace((trace) => {
        if (trace.origin === 'learner') batch.trace(trace);
      }),
      onClusterChange(this.#cluster.api, changed),
      () => batch.stop(),
    );
  }

  async openTerminal(size: TerminalSize): Promise<TerminalConnection> {
    const { client } = this.#cluster;
    const master = openPseudoterminal({ ...size, processes: client.processes });
    startLoginShell(client, master.terminal)
      .catch((error) => this.#logger.error({ error: String(error) }, 'a login shell could not be started'))
      .finally(() => master.close());
    return {
      read: () => master.read(),
      write: (bytes) => master.write(bytes),
      resize: ({ columns, rows }) => master.resize(columns, rows),
      close: () => master.close(),
    };
  }

  async connect(): Promise<ByteConnection> {
    this.#server ??= this.#createServer();
    const toServer = createPipe();
    const toClient = createPipe();
    const serverSide = connectionStream({
      read: () => toServer.reader.read(),
      write: (bytes) => toClient.writer.write(bytes),
      close: () => {
        toClient.writer.close();
        toServer.reader.close();
      },
    });
    serverSide.on('error', () => {});
    this.#server.emit('connection', serverSide);
    return {
      read: () => toClient.reader.read(),
      write: (bytes) => toServer.writer.write(bytes),
      close: () => {
        toServer.writer.close();
        toClient.reader.close();
      },
    };
  }

  #createServer(): Server {
    // The clock of the host must not end a watch or a log that is followed for long.
    const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
    this.#cluster.attach(server);
    return server;
  }

  async check(run: CheckRun): Promise<CheckOutcome> {
    for (const [name, value] of Object.entries(run.kept)) this.#kept.set(name, value);
    return converge({
      clock: this.#clock,
      convergeMs: run.convergeMs,
      attempt: async () => {
        const outcome = await runScript(this.#cluster.checker, run.script);
        return checkOutcome(outcome, Object.fromEntries(this.#kept));
      },
      onChange: (listener) => {
        this.#changeListeners.add(listener);
        return () => this.#changeListeners.delete(listener);
      },
    });
  }

  run(script: string, as: 'learner' | 'checker'): Promise<ScriptOutcome> {
    return runScript(as === 'learner' ? this.#cluster.client : this.#cluster.checker, script);
  }

  async probe(url: string, origin: 'learner' | 'check') {
    return wireTrace(await this.#cluster.traces.probe(url, { origin }));
  }

  async snapshot() {
    const traces = this.#cluster.traces.list().filter((trace) => trace.origin === 'learner');
    return { topology: wireTopology(this.#cluster.topology()), traces: traces.map(wireTrace) };
  }

  async files(request: FileRequest): Promise<FileReply> {
    const { client } = this.#cluster;
    try {
      if (request.kind === 'list') return { kind: 'paths', paths: homeFiles(client) };
      const path = homePath(client, request.path);
      if (request.kind === 'read') return { kind: 'text', text: Buffer.from(client.files.read(path)).toString('utf8') };
      if (request.kind === 'download') return downloadOf(client.files.read(path), request.limitBytes);
      writeHomeFile(client, request.path, request.text);
      return { kind: 'written' };
    } catch (error) {
      if (error instanceof FileError) return { kind: 'refused', reason: error.message };
      throw error;
    }
  }

  async cloud(request: CloudRequest): Promise<CloudReply> {
    return wireCloud(this.#cluster.cloud.console(request));
  }

  /** All controllers are idle, every pod is Ready: what `lab test` waits for between steps. */
  settled(): Promise<void> {
    return this.#cluster.settled();
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.#changeListeners = new Set();
    this.#server?.closeAllConnections();
    this.#cluster.close();
  }
}

function downloadOf(bytes: Uint8Array, limitBytes: number): FileReply {
  if (bytes.length > limitBytes) return { kind: 'refused', reason: 'File too large' };
  return { kind: 'bytes', base64: Buffer.from(bytes).toString('base64') };
}
