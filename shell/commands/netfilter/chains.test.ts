import { expect, test } from 'vitest';
import { createMachine } from '../../../cluster/machinery/create-machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createPrograms } from '../../programs.ts';
import { runBash } from '../../testing/run-bash.ts';

test('iptables makes, empties and removes chains and sets policies', async () => {
  const { network, client, clock } = createTestCluster({ nodes: 1 });
  const machine = createMachine({
    hostname: 'node-1',
    kind: 'node',
    network: createMachineNetwork(client, { network, lookup: async (name) => [name] }),
    clock,
    random: new SeededRandom(1),
    programs: createPrograms('node'),
    logger: {
      error: (details) => {
        throw new Error(JSON.stringify(details));
      },
    },
  });
  const script = `iptables -N MINE; iptables -A MINE -p tcp --dport 80 -j DROP; iptables -P FORWARD DROP
iptables -S; iptables -F MINE; iptables -X MINE; iptables -P FORWARD MAYBE; iptables -S`;
  const { stdout, stderr, status } = await runBash(script, { machine });
  expect(stdout).toBe(`-P INPUT ACCEPT
-P FORWARD DROP
-P OUTPUT ACCEPT
-N MINE
-A MINE -p tcp -m tcp --dport 80 -j DROP
-P INPUT ACCEPT
-P FORWARD DROP
-P OUTPUT ACCEPT
`);
  expect(stderr).toBe("iptables: Bad policy name. Run `dmesg' for more information.\n");
  expect(status).toBe(0);
});
