import { expect, test } from 'vitest';
import type { Pod } from '../client/objects.ts';
import { SeededRandom } from '../machinery/random.ts';
import { answerPeerAddress, createTestCluster, readText } from '../network/test-cluster.ts';
import { openHostPorts } from './host-ports.ts';

function podWith(ports: object[]): Pod {
  const spec = { containers: [{ name: 'web', image: 'nginx:1.27', ports }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'default', name: 'web' }, spec } as unknown as Pod;
}

function open(ports: object[]) {
  const cluster = createTestCluster();
  const web = cluster.pod('web', 1, '192.168.1.3');
  answerPeerAddress(web, 8080);
  const close = openHostPorts(cluster.node(1), {
    pod: podWith(ports),
    address: '192.168.1.3',
    podCidr: '192.168.1.0/24',
    random: new SeededRandom(1),
  });
  const nat = () =>
    cluster
      .node(1)
      .netfilter.save({ table: 'nat' })
      .split('\n')
      .filter((line) => line.includes('CNI-'))
      .map((line) => line.replace(/CNI-DN-[0-9a-f]{21}/, 'CNI-DN-…').replace(/[0-9a-f]{64}/, '…'));
  return { ...cluster, web, close, nat };
}

const SHARED = [
  ':CNI-HOSTPORT-DNAT - [0:0]',
  ':CNI-HOSTPORT-MASQ - [0:0]',
  ':CNI-HOSTPORT-SETMARK - [0:0]',
  '-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
  '-A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
  '-A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ',
];
const MARKS = [
  '-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE',
  '-A CNI-HOSTPORT-SETMARK -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark 0x2000/0x2000',
];

test('host ports are the rules that portmap writes (recorded), and only the shared ones stay', () => {
  const { nat, close } = open([
    { containerPort: 8080, hostPort: 54321, protocol: 'TCP' },
    { containerPort: 8080, hostPort: 54321, protocol: 'UDP' },
    { containerPort: 8081, hostPort: 54322, hostIP: '127.0.0.1' },
    { containerPort: 9000 },
  ]);
  expect(nat()).toEqual([
    ':CNI-DN-… - [0:0]',
    ...SHARED,
    '-A CNI-DN-… -s 192.168.1.0/24 -p tcp -m tcp --dport 54321 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-… -s 127.0.0.1/32 -p tcp -m tcp --dport 54321 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-… -p tcp -m tcp --dport 54321 -j DNAT --to-destination 192.168.1.3:8080',
    '-A CNI-DN-… -s 192.168.1.0/24 -p udp -m udp --dport 54321 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-… -s 127.0.0.1/32 -p udp -m udp --dport 54321 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-… -p udp -m udp --dport 54321 -j DNAT --to-destination 192.168.1.3:8080',
    '-A CNI-DN-… -s 192.168.1.0/24 -d 127.0.0.1/32 -p tcp -m tcp --dport 54322 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-… -s 127.0.0.1/32 -d 127.0.0.1/32 -p tcp -m tcp --dport 54322 -j CNI-HOSTPORT-SETMARK',
    '-A CNI-DN-… -d 127.0.0.1/32 -p tcp -m tcp --dport 54322 -j DNAT --to-destination 192.168.1.3:8081',
    '-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"cbr0\\" id: \\"…\\"" -m multiport --dports 54321,54322 -j CNI-DN-…',
    '-A CNI-HOSTPORT-DNAT -p udp -m comment --comment "dnat name: \\"cbr0\\" id: \\"…\\"" -m multiport --dports 54321 -j CNI-DN-…',
    ...MARKS,
  ]);
  close();
  expect(nat()).toEqual([...SHARED, ...MARKS]);
});

test('from outside the pod sees who asks; from the node itself and its own pods, the node', async () => {
  const { client, node, pod } = open([{ containerPort: 8080, hostPort: 8000 }]);
  const asks = async (from: typeof client, address: string) =>
    (await readText(await from.connect(address, 8000))).replace(/:\d+$/, '');
  expect(await asks(client, '10.100.1.10')).toBe('203.0.113.10');
  expect(await asks(node(1), '127.0.0.1')).toBe('192.168.1.1');
  expect(await asks(pod('other', 1, '192.168.1.4'), '10.100.1.10')).toBe('192.168.1.1');
});
