import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { ADDONS, MalformedError, startStandaloneCluster } from '../drivers/embedded/standalone-cluster.ts';
import { kubeconfig } from '../sessions/kubeconfig.ts';
import { type Command, readArguments, UsageError } from './command.ts';

const MOST_NODES = 20;

export const clusterUp: Command = {
  name: 'cluster up',
  usage:
    'cluster up [--nodes 4] [--kubeconfig FILE] [--port 0] [--with cloud=manual,ingress,metrics] [--save FILE] [--restore FILE]',
  summary: 'an embedded cluster for any client on this machine, until it is stopped',
  async run(context) {
    const startedMs = performance.now();
    const { values } = readArguments(
      context,
      {
        nodes: { type: 'string', default: '4' },
        kubeconfig: { type: 'string', default: 'kubeconfig.yaml' },
        port: { type: 'string', default: '0' },
        with: { type: 'string', default: '' },
        save: { type: 'string' },
        restore: { type: 'string' },
      },
      { atMost: 0 },
    );
    const nodes = integer('--nodes', values.nodes, 1, MOST_NODES);
    const port = integer('--port', values.port, 0, 65_535);
    const size = { nodes, addons: addons(values.with) };
    const restore = values.restore === undefined ? {} : { restore: snapshotIn(values.restore) };
    const cluster = await startStandaloneCluster({ ...size, pace: 'instant', ...restore }).catch(refused);
    await new Promise<void>((resolve, reject) => {
      cluster.server.once('error', reject);
      cluster.server.listen({ host: '127.0.0.1', port }, resolve);
    });
    const { port: bound } = cluster.server.address() as AddressInfo;
    const server = `https://127.0.0.1:${bound}`;
    writeFileSync(values.kubeconfig, kubeconfig(server, 'rabbithole', cluster.token, cluster.certificateAuthority), {
      mode: 0o600,
    });
    console.log(`ready in ${Math.round(performance.now() - startedMs)} ms`);
    console.log(`${server}, kubeconfig in ${values.kubeconfig}; Ctrl-C stops it`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        if (values.save !== undefined) save(values.save, cluster.save());
        cluster.close();
        process.exit(0);
      });
    }
    return undefined;
  },
};

function snapshotIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--restore: ${(error as Error).message}`);
  }
}

function refused(error: unknown): never {
  if (error instanceof MalformedError) throw new UsageError(`--restore: ${error.message}`);
  throw error;
}

/** Whole, or not at all: what was saved before stays until the new one is there. It holds the cluster's Secrets. */
function save(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, file);
  console.log(`saved in ${file}`);
}

function addons(list: string) {
  return list
    .split(',')
    .filter(Boolean)
    .map((word) => {
      const addon = ADDONS.find((candidate) => candidate === word);
      if (!addon) throw new UsageError(`--with knows ${ADDONS.join(', ')}, not “${word}”`);
      return addon;
    });
}

function integer(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not “${text}”`);
  }
  return value;
}
