import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { ADDONS, startStandaloneCluster } from '../drivers/embedded/standalone-cluster.ts';
import { kubeconfig } from '../sessions/kubeconfig.ts';
import { type Command, readArguments, UsageError } from './command.ts';

const MOST_NODES = 20;

export const clusterUp: Command = {
  name: 'cluster up',
  usage: 'cluster up [--nodes 4] [--kubeconfig FILE] [--port 0] [--with cloud=manual,ingress,metrics]',
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
      },
      { atMost: 0 },
    );
    const nodes = integer('--nodes', values.nodes, 1, MOST_NODES);
    const port = integer('--port', values.port, 0, 65_535);
    const cluster = await startStandaloneCluster({ nodes, addons: addons(values.with), pace: 'instant' });
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
        cluster.close();
        process.exit(0);
      });
    }
    return undefined;
  },
};

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
