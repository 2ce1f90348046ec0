import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createServingCredentials, type ServingCredentials } from '../../cluster/apiserver/certificates.ts';
import { ApiError } from '../../cluster/client/client.ts';
import type { Cluster, ClusterOptions } from '../../cluster/cluster.ts';
import { kubeconfig } from '../../cluster/composition/kubeconfig.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { CollectingWriter, readerOf } from '../../cluster/machinery/byte-stream.ts';
import { RealClock } from '../../cluster/machinery/clock.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { applyManifests, writeHomeFile } from '../../server/drivers/embedded/start-state.ts';
import type { StartState } from '../../server/labs/lab.ts';
import { kubectl } from '../../shell/kubectl/kubectl.ts';
import { createPrograms } from '../../shell/programs.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An embedded cluster on a real port of this machine, and a real kubectl that talks to it. */
export class ClusterOnPort {
  readonly cluster: Cluster;
  readonly directory: string;
  readonly #server: Server;

  private constructor(cluster: Cluster, server: Server, { ca }: ServingCredentials) {
    this.cluster = cluster;
    this.#server = server;
    this.directory = mkdtempSync(join(tmpdir(), 'rabbithole-clients-'));
    const { port } = server.address() as AddressInfo;
    // Over plain HTTP kubectl would send no token.
    writeFileSync(
      join(this.directory, 'kubeconfig'),
      kubeconfig({ server: `https://127.0.0.1:${port}`, ca, token: cluster.token }),
    );
  }

  static async start(
    seed: number,
    manifests: StartState['manifests'] = [],
    addons: ClusterOptions['addons'] = ['cloud=manual', 'ingress'],
  ): Promise<ClusterOnPort> {
    const cluster = await createCluster({
      nodes: 4,
      clock: new RealClock(),
      random: new SeededRandom(seed),
      token: 'a-token-of-this-test',
      pace: 'instant',
      addons,
      programs: createPrograms,
      logger: {
        error: (details, message) => {
          // A controller whose request is refused tries again, as in any cluster.
          if ('err' in details && details.err instanceof ApiError) return;
          throw new Error(`${message}: ${JSON.stringify(details)}`);
        },
      },
    });
    await applyManifests(cluster.api, manifests);
    const credentials = await createServingCredentials(Date.now());
    const server = createServer({ cert: credentials.certificate, key: credentials.key });
    cluster.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await cluster.settled();
    return new ClusterOnPort(cluster, server, credentials);
  }

  /** A file of the working directory that both kubectls run in. */
  write(name: string, text: string): void {
    const file = join(this.directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    writeHomeFile(this.cluster.client, name, text);
  }

  /** Runs the real kubectl; `input` is its standard input, `environment` stands over its own. */
  kubectl(args: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const binary = process.env['RABBITHOLE_KUBECTL'] ?? 'kubectl';
    const env = {
      ...process.env,
      KUBECONFIG: join(this.directory, 'kubeconfig'),
      KUBECACHEDIR: join(this.directory, 'cache'),
      ...environment,
    };
    return new Promise((resolve) => {
      const child = execFile(binary, args, { cwd: this.directory, env, timeout: 30_000 }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
      );
      // It may have ended before it read anything.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  }

  /** Runs the real kubectl until its output matches `wanted` and what `meanwhile` began at its first output is done. */
  kubectlUntil(args: readonly string[], wanted: RegExp, meanwhile: (printed: string) => unknown): Promise<string> {
    const binary = process.env['RABBITHOLE_KUBECTL'] ?? 'kubectl';
    const env = { ...process.env, KUBECONFIG: join(this.directory, 'kubeconfig') };
    const child = spawn(binary, args, { cwd: this.directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
    return new Promise((resolve, reject) => {
      let printed = '';
      let done: Promise<unknown> | undefined;
      const read = (bytes: Buffer) => {
        printed += bytes.toString('utf8');
        done ??= Promise.resolve(meanwhile(printed));
        if (wanted.test(printed)) void done.finally(() => child.kill());
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('close', () =>
        wanted.test(printed) ? resolve(printed) : reject(new Error(`kubectl ended without ${wanted}: ${printed}`)),
      );
    });
  }

  /** Runs the shell's kubectl on the outside client, as a learner does. */
  async shellKubectl(
    args: readonly string[],
    input = '',
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    const machine = this.cluster.client;
    const [stdout, stderr] = [new CollectingWriter(), new CollectingWriter()];
    const { exited } = machine.processes.start({
      program: kubectl,
      args: ['kubectl', ...args],
      environment: { ...machine.environment, ...environment },
      workingDirectory: String(machine.environment['HOME']),
      stdin: readerOf(Buffer.from(input)),
      stdout,
      stderr,
    });
    const { code = 128 } = await exited;
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  }

  /** Every client's connections end, as when a network in between fails. */
  dropConnections(): void {
    this.#server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.cluster.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
