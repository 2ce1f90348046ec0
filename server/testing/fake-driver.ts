import type {
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
} from '../drivers/driver.ts';
import { ClusterLost } from '../drivers/driver.ts';
import type { StartState } from '../labs/lab.ts';
import type { Topology } from '../schemas/topology.ts';
import type { Trace } from '../schemas/trace.ts';

const encoder = new TextEncoder();

/** A cluster that a test tells what to answer. */
export class FakeCluster implements SessionCluster {
  readonly nodes: number;
  readonly token = 'fake-token';
  readonly scripts: { script: string; as: 'learner' | 'checker' }[] = [];
  readonly home = new Map<string, string>();
  notify: (notice: ClusterNotice) => void;
  outcome: CheckOutcome = { passed: false, message: 'Expected red, it was blue.', kept: {} };
  result: ScriptOutcome = { code: 0, stdout: '', stderr: '' };
  trace: Trace = fakeTrace({});
  closed = false;

  constructor(start: StartState, notify: (notice: ClusterNotice) => void) {
    this.nodes = start.nodes;
    this.notify = notify;
    for (const [path, text] of Object.entries(start.home)) this.home.set(path, text);
  }

  /** Echoes what is typed, after a prompt. */
  async openTerminal(): Promise<TerminalConnection> {
    this.#live();
    const echo = new Echo();
    echo.give(encoder.encode('learner@client:~$ '));
    return echo;
  }

  async connect(): Promise<TerminalConnection> {
    this.#live();
    return new Echo((request) =>
      encoder.encode(
        `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: ${request.length}\r\n\r\n${request}`,
      ),
    );
  }

  async check(run: CheckRun): Promise<CheckOutcome> {
    this.#live();
    this.scripts.push({ script: run.script, as: 'checker' });
    // What the contract asks of every driver; everything else is told by the test.
    const sentence = /^echo "(.*)"; exit 1$/.exec(run.script)?.[1];
    if (run.script === 'true') return { passed: true, message: '', kept: {} };
    return sentence === undefined ? this.outcome : { passed: false, message: sentence, kept: {} };
  }

  async run(script: string, as: 'learner' | 'checker'): Promise<ScriptOutcome> {
    this.#live();
    this.scripts.push({ script, as });
    return this.result;
  }

  async probe(url: string, origin: 'learner' | 'check'): Promise<Trace> {
    this.#live();
    return { ...this.trace, origin, request: { method: 'GET', url } };
  }

  async snapshot(): Promise<{ topology: Topology; traces: readonly Trace[] }> {
    this.#live();
    return { topology: fakeTopology(1), traces: [this.trace] };
  }

  async files(request: FileRequest): Promise<FileReply> {
    this.#live();
    if (request.kind === 'list') return { kind: 'paths', paths: [...this.home.keys()].sort() };
    if (request.kind === 'read') {
      const text = this.home.get(request.path);
      return text === undefined ? { kind: 'refused', reason: 'No such file or directory' } : { kind: 'text', text };
    }
    if (request.kind === 'download') {
      const text = this.home.get(request.path);
      if (text === undefined) return { kind: 'refused', reason: 'No such file or directory' };
      return { kind: 'bytes', base64: Buffer.from(text).toString('base64') };
    }
    this.home.set(request.path, request.text);
    return { kind: 'written' };
  }

  async cloud(request: CloudRequest): Promise<CloudReply> {
    this.#live();
    if (request.kind === 'list') return { kind: 'load-balancers', loadBalancers: [] };
    return { kind: 'refused', reason: `There is no load balancer "${request.loadBalancer}".` };
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #live(): void {
    if (this.closed) throw new ClusterLost('The cluster was closed.');
  }
}

export class FakeDriver implements Driver {
  readonly name = 'embedded';
  readonly clusters: FakeCluster[] = [];

  refusal(requires: readonly string[]): string | null {
    return requires.includes('quantum') ? 'needs quantum' : null;
  }

  async create(
    _session: string,
    start: StartState,
    listener: (notice: ClusterNotice) => void,
  ): Promise<SessionCluster> {
    const cluster = new FakeCluster(start, listener);
    this.clusters.push(cluster);
    return cluster;
  }

  async close(): Promise<void> {
    await Promise.all(this.clusters.map((cluster) => cluster.close()));
  }
}

class Echo implements TerminalConnection {
  readonly #answer: ((text: string) => Uint8Array) | null;
  #chunks: Uint8Array[] = [];
  #waiting: ((bytes: Uint8Array | null) => void) | null = null;
  #ended = false;

  constructor(answer: ((text: string) => Uint8Array) | null = null) {
    this.#answer = answer;
  }

  give(bytes: Uint8Array): void {
    if (this.#waiting) {
      this.#waiting(bytes);
      this.#waiting = null;
    } else this.#chunks.push(bytes);
  }

  read(): Promise<Uint8Array | null> {
    const chunk = this.#chunks.shift();
    if (chunk || this.#ended) return Promise.resolve(chunk ?? null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.give(this.#answer ? this.#answer(Buffer.from(bytes).toString()) : bytes);
  }

  resize(size: { columns: number; rows: number }): void {
    this.give(encoder.encode(`[${size.columns}x${size.rows}]`));
  }

  close(): void {
    this.#ended = true;
    this.#waiting?.(null);
    this.#waiting = null;
  }
}

export function fakeTopology(revision: number): Topology {
  return { revision, client: { address: '203.0.113.10' }, loadBalancers: [], nodes: [], pods: [], names: [] };
}

export function fakeTrace(overrides: Partial<Trace>): Trace {
  return {
    id: 1,
    atMs: 0,
    durationMs: 1,
    origin: 'learner',
    protocol: 'http',
    request: { method: 'GET', url: 'http://34.123.45.67/' },
    result: { kind: 'answered', status: 200, by: 'pod/default/red' },
    why: null,
    boxes: [],
    legs: [],
    response: [],
    counters: {
      hopsFromClient: 4,
      hopsFromLoadBalancer: 3,
      rewrites: 2,
      connections: 2,
      nodeCrossings: 2,
      extraLegs: 1,
      networkHops: 6,
      responseHops: 4,
    },
    ...overrides,
  };
}
