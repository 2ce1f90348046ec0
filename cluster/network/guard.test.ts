import { expect, test } from 'vitest';
import type { GuardedPacket } from './guard.ts';
import { answerPeerAddress, createTestCluster, readText } from './test-cluster.ts';

function twoPods() {
  const cluster = createTestCluster();
  const red = cluster.pod('red', 1, '192.168.1.5');
  const blue = cluster.pod('blue', 2, '192.168.2.5');
  answerPeerAddress(blue, 80);
  const asked: GuardedPacket[] = [];
  const refuse = (direction: 'in' | 'out') =>
    cluster.network.setGuard((packet) => {
      asked.push(packet);
      return packet.direction === direction ? { rule: `no way ${direction}` } : undefined;
    });
  return { ...cluster, red, blue, asked, refuse };
}

test('a packet between pods is asked about at both ends, and passes when nobody minds', async () => {
  const { network, red, asked } = twoPods();
  network.setGuard((packet) => {
    asked.push(packet);
    return undefined;
  });
  expect(await readText(await red.connect('192.168.2.5', 80))).toMatch(/^192\.168\.1\.5:/);
  const packet = { protocol: 'tcp', source: '192.168.1.5', destination: '192.168.2.5', port: 80 };
  expect(asked).toEqual([
    { host: 'pod/default/red', direction: 'out', ...packet },
    { host: 'pod/default/blue', direction: 'in', ...packet },
  ]);
});

test.each([
  ['out', 'node/node1'],
  ['in', 'pod/default/blue'],
] as const)('a packet that is refused %s is dropped there, without an answer', async (direction, endedAt) => {
  const { network, red, clock, refuse } = twoPods();
  refuse(direction);
  const attempt = red.connect('192.168.2.5', 80, { timeoutMs: 2_000 });
  const [result] = await Promise.allSettled([attempt, clock.advance(3_000)]);
  expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ETIMEDOUT' } });
  const record = network.connection(1);
  expect([record?.endedAt, record?.crossings.at(-1)?.verdict]).toEqual([
    endedAt,
    { kind: 'DROP', rule: `no way ${direction}` },
  ]);
});

test('a pod and its own node always reach each other', async () => {
  const { network, node, red, blue } = twoPods();
  network.setGuard(() => ({ rule: 'nobody' }));
  node(2).listen(9000, (socket) => socket.end('node'));
  red.listen(90, (socket) => socket.end('self'));
  expect(await readText(await node(2).connect('192.168.2.5', 80))).toMatch(/^192\.168\.2\.1:/);
  expect(await readText(await blue.connect('10.100.1.11', 9000))).toBe('node');
  expect(await readText(await red.connect('192.168.1.5', 90))).toBe('self');
});
