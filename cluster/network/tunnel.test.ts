import { expect, test } from 'vitest';
import type { Capture } from '../machinery/packet-capture.ts';
import { frameText } from './capture/frame-text.ts';
import type { Host } from './network.ts';
import { answerPeerAddress, createTestCluster } from './test-cluster.ts';

const VXLAN = '-p udp -m udp --dport 8472 -j DROP';

function setUp() {
  const cluster = createTestCluster();
  const { network, clock, node } = cluster;
  answerPeerAddress(cluster.pod('a', 1, '192.168.1.3'), 8080);
  const connect = async () => {
    const attempt = node(2)
      .connect('192.168.1.3', 8080, { timeoutMs: 900 })
      .catch(({ connectionId }: { connectionId: number }) => connectionId);
    await clock.advance(1_000);
    const record = network.connection((await attempt) as number)!;
    const way = record.crossings.map(({ host, verdict }) => (verdict ? `${host}: ${verdict.rule}` : host));
    return { ended: `${record.outcome} at ${record.endedAt}`, way, crossings: record.crossings };
  };
  return { ...cluster, connect };
}

async function seen(host: Host, capture: Capture): Promise<string[]> {
  capture.close();
  const name = (index: number) => host.interfaces().find((known) => known.index === index)?.name ?? '?';
  const lines: string[] = [];
  for (let frame = await capture.read(); frame; frame = await capture.read()) {
    const line = frameText(frame.bytes, capture.linkType, name);
    if (line && !line.endsWith('ARP')) lines.push(line);
  }
  return lines;
}

test.each([
  ['filter', 'INPUT'],
  ['raw', 'PREROUTING'],
  ['mangle', 'INPUT'],
] as const)('what %s %s of the receiving node drops of a tunnel ends there', async (table, chain) => {
  const { node, connect } = setUp();
  node(1).netfilter.append(table, chain, `-s 10.100.1.11/32 ${VXLAN}`);
  const { ended, way, crossings } = await connect();
  expect(ended).toBe('ETIMEDOUT at node/node1');
  expect(way).toEqual(['node/node2', `node/node1: -A ${chain} -s 10.100.1.11/32 ${VXLAN}`]);
  expect(crossings[1]).toMatchObject({
    inInterface: 'eth0',
    received: { destination: '10.100.1.10:8472' },
    verdict: { kind: 'DROP', table, chain },
  });
});

test('what OUTPUT of the sending node drops of a tunnel ends there', async () => {
  const { node, connect } = setUp();
  node(2).netfilter.append('filter', 'OUTPUT', VXLAN);
  const { ended, way } = await connect();
  expect(ended).toBe('ETIMEDOUT at node/node2');
  expect(way).toEqual([`node/node2: -A OUTPUT ${VXLAN}`]);
});

test('an answer that is dropped on its way out of the tunnel is the fault of the node that asked', async () => {
  const { node, connect } = setUp();
  node(2).netfilter.append('filter', 'INPUT', VXLAN);
  const { way } = await connect();
  expect(way).toEqual([`node/node2: -A INPUT ${VXLAN}`, 'node/node1', 'pod/default/a']);
});

test('the receiving node sees on eth0 what its INPUT drops, and nothing on flannel.1', async () => {
  const { node, connect } = setUp();
  node(1).netfilter.append('filter', 'INPUT', VXLAN);
  const captures = ['eth0', 'flannel.1', 'any'].map((device) => node(1).capture(device));
  await connect();
  const carried = '10.100.1.11:E > 10.100.1.10:8472 OTV | 192.168.2.0:E > 192.168.1.3:8080 [S] 0';
  expect(await Promise.all(captures.map((capture) => seen(node(1), capture)))).toEqual([
    [carried],
    [],
    [`eth0 In ${carried}`],
  ]);
});

test('what the network between two nodes does not carry has left the one and never comes to the other', async () => {
  const { network, node, connect } = setUp();
  network.limitLink(node(1), node(2), 100);
  const captures = [node(2).capture('eth0'), node(1).capture('eth0')];
  const { way } = await connect();
  expect(way).toEqual(['node/node2: the network carries at most 100 bytes']);
  const carried = '10.100.1.11:E > 10.100.1.10:8472 OTV | 192.168.2.0:E > 192.168.1.3:8080 [S] 0';
  expect(await Promise.all(captures.map((capture) => seen(node(1), capture)))).toEqual([[carried], []]);
});
