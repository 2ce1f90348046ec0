import { expect, test } from 'vitest';
import type { ConntrackInfo } from '../machinery/machine.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { Host } from './network.ts';
import { answerPeerAddress, createTestCluster, readText } from './test-cluster.ts';

// What a real kernel did in the same layout: conntrack -L and tcpdump on every interface, ports apart.

/** Services only-n2 (10.96.50.2:80, nodePort 30092) and local-n2 (policy Local, nodePort 30093) with one pod on node2. */
function writeServiceRules(host: Host, hasLocalPod: boolean): void {
  const chains: Record<string, string[]> = {
    'KUBE-MARK-MASQ': ['-j MARK --set-xmark 0x4000/0x4000'],
    'KUBE-POSTROUTING': [
      '-m mark ! --mark 0x4000/0x4000 -j RETURN',
      '-j MARK --set-xmark 0x4000/0x0',
      '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    ],
    'KUBE-SEP-N2': ['-s 192.168.2.3/32 -j KUBE-MARK-MASQ', '-p tcp -m tcp -j DNAT --to-destination 192.168.2.3:8080'],
    'KUBE-SVC-N2': [
      '! -s 192.168.0.0/16 -d 10.96.50.2/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ',
      '-j KUBE-SEP-N2',
    ],
    'KUBE-EXT-N2': ['-j KUBE-MARK-MASQ', '-j KUBE-SVC-N2'],
    'KUBE-EXT-L2': hasLocalPod ? ['-j KUBE-SEP-N2'] : [],
    'KUBE-NODEPORTS': ['-p tcp -m tcp --dport 30092 -j KUBE-EXT-N2', '-p tcp -m tcp --dport 30093 -j KUBE-EXT-L2'],
    'KUBE-SERVICES': [
      '-d 10.96.50.2/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-N2',
      '-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS',
    ],
    PREROUTING: ['-j KUBE-SERVICES'],
    OUTPUT: ['-j KUBE-SERVICES'],
    POSTROUTING: ['-j KUBE-POSTROUTING'],
  };
  const lines = Object.entries(chains).map(([name, rules]) => [name, rules.map((rule) => ({ rule }))] as const);
  host.netfilter.restore('nat', { chains: new Map(lines) });
}

function createRecordedCluster() {
  const cluster = createTestCluster({ nodes: 2 });
  const web = cluster.pod('web-n2', 2, '192.168.2.3');
  const pod = cluster.pod('client-n1', 1, '192.168.1.3');
  answerPeerAddress(web, 8080);
  writeServiceRules(cluster.node(1), false);
  writeServiceRules(cluster.node(2), true);
  const request = async (from: Host, address: string, port: number) => {
    const socket = await from.connect(address, port);
    const answer = await readText(socket);
    const record = cluster.network.connection(socket.connectionId)!;
    return { seen: answer.replace(/:\d+$/, ''), record };
  };
  return { ...cluster, podClient: pod, request };
}

/** `src dst dport | src dst sport`, as far as it is the same each time. */
function tuples(entries: readonly ConntrackInfo[]): string[] {
  return entries.map(({ state, assured, original, reply }) => {
    const there = `src=${original.source} dst=${original.destination} dport=${original.destinationPort}`;
    const back = `src=${reply.source} dst=${reply.destination} sport=${reply.sourcePort}`;
    return `${state} ${there} ${back}${assured ? ' [ASSURED]' : ''}`;
  });
}

function devices(record: ConnectionRecord): string[] {
  return record.crossings.map(
    ({ host, inInterface = '', outInterface = '' }) => `${host}: ${inInterface} > ${outInterface}`,
  );
}

test('nodeport-cluster-remote: outside to node1, pod on node2', async () => {
  const { client, request, node } = createRecordedCluster();
  const { seen, record } = await request(client, '10.100.1.10', 30092);
  expect(seen).toBe('192.168.1.0');
  expect(tuples(node(1).conntrack())).toEqual([
    'TIME_WAIT src=203.0.113.10 dst=10.100.1.10 dport=30092 src=192.168.2.3 dst=192.168.1.0 sport=8080 [ASSURED]',
  ]);
  expect(tuples(node(2).conntrack())).toEqual([
    'TIME_WAIT src=192.168.1.0 dst=192.168.2.3 dport=8080 src=192.168.2.3 dst=192.168.1.0 sport=8080 [ASSURED]',
  ]);
  expect(devices(record)).toEqual([
    'client:  > eth0',
    'router: eth1 > eth0',
    'node/node1: eth0 > flannel.1',
    'node/node2: flannel.1 > cni0',
    'pod/default/web-n2: eth0 > ',
  ]);
  expect(record.crossings[2]?.tunnel).toMatchObject({
    source: expect.stringMatching(/^10\.100\.1\.10:\d+$/),
    destination: '10.100.1.11:8472',
    id: 1,
  });
  expect(record.crossings[2]?.rewrites.map(({ kind, part, chains, via }) => ({ kind, part, chains, via }))).toEqual([
    {
      kind: 'DNAT',
      part: 'destination',
      chains: ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-EXT-N2', 'KUBE-SVC-N2', 'KUBE-SEP-N2'],
    },
    { kind: 'MASQUERADE', part: 'source', chains: ['KUBE-POSTROUTING'], via: 'flannel.1' },
  ]);
});

test('clusterip-remote: pod on node1, pod on node2, no source rewritten anywhere', async () => {
  const { podClient, request, node } = createRecordedCluster();
  const { seen, record } = await request(podClient, '10.96.50.2', 80);
  expect(seen).toBe('192.168.1.3');
  expect(tuples(node(1).conntrack())).toEqual([
    'TIME_WAIT src=192.168.1.3 dst=10.96.50.2 dport=80 src=192.168.2.3 dst=192.168.1.3 sport=8080 [ASSURED]',
  ]);
  expect(tuples(node(2).conntrack())).toEqual([
    'TIME_WAIT src=192.168.1.3 dst=192.168.2.3 dport=8080 src=192.168.2.3 dst=192.168.1.3 sport=8080 [ASSURED]',
  ]);
  expect(devices(record)).toEqual([
    'pod/default/client-n1:  > eth0',
    'node/node1: cni0 > flannel.1',
    'node/node2: flannel.1 > cni0',
    'pod/default/web-n2: eth0 > ',
  ]);
});

test('nodeport-local-on-node: outside to node2, policy Local, pod on node2', async () => {
  const { client, request, node } = createRecordedCluster();
  const { seen, record } = await request(client, '10.100.1.11', 30093);
  expect(seen).toBe('203.0.113.10');
  expect(tuples(node(1).conntrack())).toEqual([]);
  expect(tuples(node(2).conntrack())).toEqual([
    'TIME_WAIT src=203.0.113.10 dst=10.100.1.11 dport=30093 src=192.168.2.3 dst=203.0.113.10 sport=8080 [ASSURED]',
  ]);
  expect(devices(record)).toEqual([
    'client:  > eth0',
    'router: eth1 > eth0',
    'node/node2: eth0 > cni0',
    'pod/default/web-n2: eth0 > ',
  ]);
});
