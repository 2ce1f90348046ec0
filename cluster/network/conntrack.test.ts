import { expect, test } from 'vitest';
import { createTestCluster } from './test-cluster.ts';

/** A node that tracks at most three connections, two of which stand. */
async function fullTable() {
  const cluster = createTestCluster({ nodes: 1 });
  const node = cluster.node(1);
  node.listen(80, () => undefined);
  node.administration.trackedLimit = 3;
  const sockets = [await cluster.client.connect('10.100.1.10', 80), await cluster.client.connect('10.100.1.10', 80)];
  const connect = async (port: number) => {
    const result = cluster.client.connect('10.100.1.10', port, { timeoutMs: 500 }).then(
      () => 'connected',
      (error: { code: string }) => error.code,
    );
    await cluster.clock.advance(500);
    return result;
  };
  return { ...cluster, node, sockets, connect };
}

test('a full table makes room from what is not assured; when all is, new packets are dropped', async () => {
  const { node, client, connect } = await fullTable();
  node.listenUdp(9, () => undefined);
  client.listenUdp(5_001, () => undefined).send(Buffer.from('x'), 9, '10.100.1.10');
  expect(node.conntrack().map(({ protocol }) => protocol)).toEqual(['tcp', 'tcp', 'udp']);
  expect(await connect(80)).toBe('connected');
  expect(node.conntrack().map(({ protocol }) => protocol)).toEqual(['tcp', 'tcp', 'tcp']);
  expect(node.administration.tableFull).toEqual({ count: 0, lastMs: 0, earlyDrops: 1 });
  expect(await connect(80)).toBe('ETIMEDOUT');
  expect(node.administration.tableFull).toMatchObject({ count: 1, earlyDrops: 1 });
  node.administration.trackedLimit = 4;
  expect(await connect(80)).toBe('connected');
});

test('connections that have ended keep their places until they are collected, at most a minute', async () => {
  const { clock, sockets, connect } = await fullTable();
  for (const socket of sockets) socket.end().resume();
  await clock.advance(100);
  expect([await connect(80), await connect(80)]).toEqual(['connected', 'ETIMEDOUT']);
  await clock.advance(60_000);
  expect(await connect(80)).toBe('connected');
});
