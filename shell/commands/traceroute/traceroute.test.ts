import { expect, test } from 'vitest';
import { createMachine } from '../../../cluster/machinery/create-machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createPrograms } from '../../programs.ts';
import { runBash } from '../../testing/run-bash.ts';

const cluster = createTestCluster();
const pod = cluster.pod('client', 1, '192.168.1.3');
cluster.pod('far', 2, '192.168.2.2').listen(80, (socket) => socket.end());
const machine = createMachine({
  hostname: 'client',
  kind: 'node',
  network: createMachineNetwork(pod, { network: cluster.network, files: () => machine.files }),
  clock: cluster.clock,
  random: new SeededRandom(1),
  programs: createPrograms('node'),
  logger: {
    error: (details) => {
      throw new Error(JSON.stringify(details));
    },
  },
});
machine.files.write('/etc/hosts', Buffer.from('192.168.2.2 far\n192.168.1.1 gateway\n192.168.2.0 tunnel\n'));

async function traceroute(args: string): Promise<string> {
  // Error messages of one destination are limited: a second trace would find silent routers.
  await cluster.clock.advance(10_000);
  const { stdout, stderr, status } = await runBash(`traceroute ${args}`, { machine });
  return `${stdout}${stderr}${status}`.replace(/\d+\.\d{3} ms/g, 'T ms');
}

const HOPS = ` 1  192.168.1.1  T ms  T ms  T ms
 2  192.168.2.0  T ms  T ms  T ms
 3  192.168.2.2  T ms  T ms  T ms
0`;

test.each([
  ['-n 192.168.2.2', `traceroute to 192.168.2.2 (192.168.2.2), 30 hops max, 60 byte packets\n${HOPS}`],
  ['-n -I 192.168.2.2', `traceroute to 192.168.2.2 (192.168.2.2), 30 hops max, 60 byte packets\n${HOPS}`],
  ['-n -T -m 5 192.168.2.2', `traceroute to 192.168.2.2 (192.168.2.2), 5 hops max, 60 byte packets\n${HOPS}`],
  [
    '-q 1 far',
    `traceroute to far (192.168.2.2), 30 hops max, 60 byte packets
 1  gateway (192.168.1.1)  T ms
 2  tunnel (192.168.2.0)  T ms
 3  far (192.168.2.2)  T ms
0`,
  ],
  [
    '-n -q 2 -m 3 192.168.2.77',
    `traceroute to 192.168.2.77 (192.168.2.77), 3 hops max, 60 byte packets
 1  192.168.1.1  T ms  T ms
 2  192.168.2.0  T ms  T ms
 3  192.168.2.0  T ms !H  T ms !H
0`,
  ],
  [
    '-n -q 1 -m 3 8.8.8.8',
    `traceroute to 8.8.8.8 (8.8.8.8), 3 hops max, 60 byte packets
 1  192.168.1.1  T ms
 2  10.100.1.1  T ms
 3  *
0`,
  ],
  ['-f 40 192.168.2.2', 'first hop out of range\n2'],
  ['-p x 192.168.2.2', "Cannot handle `-p' option with arg `x' (argc 2)\n2"],
  [
    'nosuch.',
    'nosuch.: Name or service not known\nCannot handle "host" cmdline arg `nosuch.\' on position 1 (argc 1)\n2',
  ],
])('traceroute %s', async (args, expected) => {
  expect(await traceroute(args)).toBe(expected);
});
