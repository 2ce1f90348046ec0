import { expect, test } from 'vitest';
import { answerPeerAddress, createTestCluster, readText } from './test-cluster.ts';

const SERVICE_RULES = [
  ['KUBE-MARK-MASQ', ['-j MARK --set-xmark 0x4000/0x4000']],
  [
    'KUBE-POSTROUTING',
    [
      '-m mark ! --mark 0x4000/0x4000 -j RETURN',
      '-j MARK --set-xmark 0x4000/0x0',
      '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    ],
  ],
  ['KUBE-SEP-A', ['-p tcp -m tcp -j DNAT --to-destination 192.168.2.3:8080']],
  ['KUBE-EXT-A', ['-j KUBE-MARK-MASQ', '-j KUBE-SEP-A']],
  ['KUBE-NODEPORTS', ['-p tcp -m tcp --dport 30092 -j KUBE-EXT-A']],
  ['KUBE-SERVICES', ['-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS']],
  ['PREROUTING', ['-j KUBE-SERVICES']],
  ['OUTPUT', ['-j KUBE-SERVICES']],
  ['POSTROUTING', ['-j KUBE-POSTROUTING']],
] as const;

function writeRules(host: ReturnType<ReturnType<typeof createTestCluster>['node']>): void {
  const chains = new Map(SERVICE_RULES.map(([name, rules]) => [name, rules.map((rule) => ({ rule }))]));
  host.netfilter.restore('nat', { chains });
}

test('a node port of another node reaches the pod from flannel.1, as recorded', async () => {
  const cluster = createTestCluster();
  const web = cluster.pod('web-n2', 2, '192.168.2.3');
  answerPeerAddress(web, 8080);
  writeRules(cluster.node(1));
  const socket = await cluster.client.connect('10.100.1.10', 30092);
  const [entry] = cluster.node(1).conntrack();
  expect(entry).toMatchObject({
    original: { source: '203.0.113.10', destination: '10.100.1.10', destinationPort: 30092 },
    reply: { source: '192.168.2.3', destination: '192.168.1.0', sourcePort: 8080 },
  });
  expect(await readText(socket)).toBe(`192.168.1.0:${entry?.reply.destinationPort}`);
});
