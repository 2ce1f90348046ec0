import { expect, test } from 'vitest';
import { createMachine } from '../../../cluster/machinery/create-machine.ts';
import type { Machine } from '../../../cluster/machinery/machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import type { Host } from '../../../cluster/network/network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createPrograms } from '../../programs.ts';
import { runBash } from '../../testing/run-bash.ts';

const cluster = createTestCluster();
const pod = cluster.pod('client', 1, '192.168.1.3');
cluster.pod('near', 1, '192.168.1.2');
cluster.pod('far', 2, '192.168.2.2');

function machineOf(host: Host): Machine {
  return createMachine({
    hostname: host.hostname,
    kind: 'node',
    network: createMachineNetwork(host, { network: cluster.network, lookup: async (name) => [name] }),
    clock: cluster.clock,
    random: new SeededRandom(1),
    programs: createPrograms('node'),
    logger: {
      error: (details) => {
        throw new Error(JSON.stringify(details));
      },
    },
  });
}

const machine = machineOf(pod);

/** Round-trip times are nobody's business. */
async function ping(args: string, on = machine): Promise<string> {
  const { stdout, stderr, status } = await runBash(`ping ${args} 2>&1`, { machine: on });
  const text = (stdout + stderr).replace(/time=[\d.]+ ms/g, 'time=T ms').replace(/(mdev = ).*? ms/, '$1T ms');
  return `${text}${status}\n`;
}

test.each([
  [
    '-c 2 192.168.2.2',
    `PING 192.168.2.2 (192.168.2.2) 56(84) bytes of data.
64 bytes from 192.168.2.2: icmp_seq=1 ttl=62 time=T ms
64 bytes from 192.168.2.2: icmp_seq=2 ttl=62 time=T ms

--- 192.168.2.2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = T ms
0
`,
  ],
  [
    '-c 2 -i 0.2 -t 2 192.168.2.2',
    `PING 192.168.2.2 (192.168.2.2) 56(84) bytes of data.
From 192.168.2.0 icmp_seq=1 Time to live exceeded
From 192.168.2.0 icmp_seq=2 Time to live exceeded

--- 192.168.2.2 ping statistics ---
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 200ms

1
`,
  ],
  [
    '-c 3 192.168.2.77',
    `PING 192.168.2.77 (192.168.2.77) 56(84) bytes of data.
From 192.168.2.0 icmp_seq=1 Destination Host Unreachable
From 192.168.2.0 icmp_seq=2 Destination Host Unreachable
From 192.168.2.0 icmp_seq=3 Destination Host Unreachable

--- 192.168.2.77 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2000ms
pipe 3
1
`,
  ],
  [
    '-c 2 -i 0.2 -M do -s 1472 192.168.2.2',
    `PING 192.168.2.2 (192.168.2.2) 1472(1500) bytes of data.
ping: local error: message too long, mtu=1450
ping: local error: message too long, mtu=1450

--- 192.168.2.2 ping statistics ---
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 200ms

1
`,
  ],
  [
    '-c 2 -i 0.2 -M do -s 1422 192.168.2.2',
    `PING 192.168.2.2 (192.168.2.2) 1422(1450) bytes of data.
1430 bytes from 192.168.2.2: icmp_seq=1 ttl=62 time=T ms
1430 bytes from 192.168.2.2: icmp_seq=2 ttl=62 time=T ms

--- 192.168.2.2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 200ms
rtt min/avg/max/mdev = T ms
0
`,
  ],
  [
    '-c 1 -s 4 192.168.1.2',
    `PING 192.168.1.2 (192.168.1.2) 4(32) bytes of data.
12 bytes from 192.168.1.2: icmp_seq=1 ttl=64

--- 192.168.1.2 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms

0
`,
  ],
  [
    '-q -c 3 -W 2 8.8.8.8',
    `PING 8.8.8.8 (8.8.8.8) 56(84) bytes of data.

--- 8.8.8.8 ping statistics ---
3 packets transmitted, 0 received, 100% packet loss, time 2000ms

1
`,
  ],
  ['-c 0 127.0.0.1', "ping: invalid argument: '0': out of range: 1 <= value <= 9223372036854775807\n1\n"],
  ['-c 1 -I nodev 127.0.0.1', 'ping: SO_BINDTODEVICE nodev: No such device\n2\n'],
  ['-6 -c 1 127.0.0.1', 'ping: 127.0.0.1: Address family for hostname not supported\n2\n'],
])('ping %s', async (args, expected) => {
  expect(await ping(args)).toBe(expected);
});

test('what the machine cannot send', async () => {
  pod.removeRoute('default');
  expect(await ping('-c 1 1.2.3.4')).toBe('ping: connect: Network is unreachable\n2\n');
  const node = cluster.node(1);
  node.netfilter.append('filter', 'OUTPUT', '-p icmp -j DROP');
  expect(
    await ping('-c 1 -W 1 192.168.1.2', machineOf(node)),
  ).toBe(`PING 192.168.1.2 (192.168.1.2) 56(84) bytes of data.

--- 192.168.1.2 ping statistics ---
1 packets transmitted, 0 received, 100% packet loss, time 0ms

1
`);
});
