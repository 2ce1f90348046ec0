import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMachine } from '../../../cluster/machinery/create-machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createPrograms } from '../../programs.ts';
import { runBash } from '../../testing/run-bash.ts';

const recorded = (name: string) => readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8');

// Scripts of `recorded/`, and what iptables 1.8.9 (nf_tables) printed in an empty network namespace; counters apart.
test.each(['iptables', 'iptables-restore'])('%s: every command answers as the real one did', async (name) => {
  const { network, client, clock } = createTestCluster({ nodes: 1 });
  const machine = createMachine({
    hostname: 'node-1',
    kind: 'node',
    network: createMachineNetwork(client, { network, lookup: async (host) => [host] }),
    clock,
    random: new SeededRandom(1),
    programs: createPrograms('node'),
    logger: {
      error: (details) => {
        throw new Error(JSON.stringify(details));
      },
    },
  });
  const { stdout } = await runBash(`{ ${recorded(`${name}.sh`)}\n} 2>&1`, { machine });
  expect(stdout.replace(/ \[0:0\]$/gm, '')).toBe(recorded(`${name}.out`));
});
