import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMachine, LEARNER } from '../../../cluster/machinery/create-machine.ts';
import { NetworkError } from '../../../cluster/machinery/machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createPrograms } from '../../programs.ts';
import type { RecordedScript } from '../../testing/recorded-scripts.ts';
import { runBash } from '../../testing/run-bash.ts';
import { maskedOutput } from './masked-output.ts';
import { createTestServer } from './test-server.ts';

function createClient() {
  const { network, client, clock } = createTestCluster({ nodes: 1 });
  const server = createTestServer();
  client.listen(8099, (socket) => server.emit('connection', socket), { address: '127.0.0.1' });
  const machine = createMachine({
    hostname: 'rabbithole',
    kind: 'client',
    login: LEARNER,
    network: createMachineNetwork(client, {
      network,
      lookup: async (name) => {
        if (name === 'localhost') return ['127.0.0.1'];
        throw new NetworkError('ENOTFOUND');
      },
    }),
    clock,
    random: new SeededRandom(1),
    programs: createPrograms('client'),
    logger: {
      error: (details, message) => {
        throw 'err' in details ? details.err : new Error(message);
      },
    },
  });
  return machine;
}

const recorded = JSON.parse(readFileSync(new URL('recorded/wget.json', import.meta.url), 'utf8')) as (RecordedScript & {
  stdout: string;
  stderr: string;
  status: number;
})[];

test.each(recorded)('$script', async ({ script, stdout, stderr, status }) => {
  const result = await runBash(`export LC_ALL=C.UTF-8; mkdir work; cd work; ${script}`, { machine: createClient() });
  expect({
    stdout: maskedOutput(result.stdout),
    stderr: maskedOutput(result.stderr),
    status: result.status,
  }).toEqual({ stdout, stderr, status });
});
