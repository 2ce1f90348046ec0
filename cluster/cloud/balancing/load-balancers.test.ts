import { beforeEach, describe, expect, test } from 'vitest';
import type { MachineSocket } from '../../machinery/machine.ts';
import { answerPeerAddress, createTestCluster, readText } from '../../network/test-cluster.ts';
import { DEFAULT_HEALTH_CHECK } from './health-check.ts';
import { LoadBalancers } from './load-balancers.ts';

const PUBLIC = '34.123.45.67';

let cluster: ReturnType<typeof createTestCluster>;
let engine: LoadBalancers;

beforeEach(() => {
  cluster = createTestCluster({ nodes: 3 });
  const { clock, network, underlay } = cluster;
  const nodes = () => new Map(cluster.nodes.map((node) => [node.host.hostname, node.address]));
  engine = new LoadBalancers({ clock, network, underlay, nodes });
});

const member = (node: number, port = 80, weight = 1) => ({
  name: `node${node}:${port}`,
  address: `10.100.1.${9 + node}`,
  port,
  weight,
});

function serveTcp(mode: 'preserve' | 'proxy', options: object = {}) {
  engine.create({ id: 'lb', name: 'lb', mode, publicAddress: PUBLIC });
  return engine.addListener('lb', { protocol: 'TCP', port: 80, healthCheck: null, ...options });
}

async function ask(): Promise<string> {
  return readText(await cluster.client.connect(PUBLIC, 80));
}

describe('a proxy', () => {
  test('ends the connection and opens one from its own address, linked to the first', async () => {
    answerPeerAddress(cluster.node(1), 80);
    const links: unknown[] = [];
    cluster.network.onConnection((record) => links.push(record.source.replace(/:\d+$/, '')));
    engine.setMembers(serveTcp('proxy').id, [member(1)]);
    expect(await ask()).toMatch(/^10\.100\.0\.200:\d+$/);
    expect(new Set(links)).toEqual(new Set(['203.0.113.10', '10.100.0.200']));
  });

  test('says in a PROXY v1 line who the client is', async () => {
    const lines: string[] = [];
    cluster.node(1).listen(80, (socket) => socket.on('data', (chunk) => lines.push(String(chunk))));
    engine.setMembers(serveTcp('proxy', { proxyProtocol: true }).id, [member(1)]);
    const socket = await cluster.client.connect(PUBLIC, 80);
    await cluster.clock.advance(0);
    expect(lines).toEqual([`PROXY TCP4 203.0.113.10 ${PUBLIC} ${socket.localPort} 80\r\n`]);
  });

  test('passes on an end while the other direction goes on', async () => {
    cluster.node(1).listen(80, (socket) => {
      let heard = '';
      socket.on('data', (chunk) => {
        heard += String(chunk);
      });
      socket.on('end', () => socket.end(`heard ${heard}`));
    });
    engine.setMembers(serveTcp('proxy').id, [member(1)]);
    const socket = await cluster.client.connect(PUBLIC, 80);
    socket.allowHalfOpen = true;
    socket.end('all of it');
    expect(await readText(socket)).toBe('heard all of it');
  });

  test('passes on a reset', async () => {
    const accepted: MachineSocket[] = [];
    cluster.node(1).listen(80, (socket) => accepted.push(socket));
    engine.setMembers(serveTcp('proxy').id, [member(1)]);
    const socket = await cluster.client.connect(PUBLIC, 80);
    await cluster.clock.advance(0);
    const failed = new Promise((resolve) => socket.once('error', resolve));
    accepted[0]?.resetAndDestroy();
    expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  });

  test('asks another member where one refuses, and refuses when nobody is left', async () => {
    answerPeerAddress(cluster.node(2), 80);
    const { id } = serveTcp('proxy');
    engine.setMembers(id, [member(1), member(2)]);
    expect(await ask()).toMatch(/^10\.100\.0\.200/);
    expect(await ask()).toMatch(/^10\.100\.0\.200/);
    engine.setMembers(id, []);
    await expect(cluster.client.connect(PUBLIC, 80)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('closes what carries nothing for too long', async () => {
    cluster.node(1).listen(80, () => {});
    engine.setMembers(serveTcp('proxy', { idleTimeoutMs: 60_000 }).id, [member(1)]);
    const socket = await cluster.client.connect(PUBLIC, 80);
    await cluster.clock.advance(59_000);
    expect(socket.destroyed).toBe(false);
    await cluster.clock.advance(2_000);
    expect(socket.destroyed).toBe(true);
  });

  test('drains a removed member: its connections go on for a while, new ones go elsewhere', async () => {
    for (const node of [1, 2]) cluster.node(node).listen(80, (socket) => socket.write(`node${node}`));
    const { id } = serveTcp('proxy', { drainMs: 30_000 });
    engine.setMembers(id, [member(1)]);
    const old = await cluster.client.connect(PUBLIC, 80);
    await cluster.clock.advance(0);
    engine.setMembers(id, [member(2)]);
    const young = await cluster.client.connect(PUBLIC, 80);
    const [text] = await new Promise<unknown[]>((resolve) => young.once('data', (...chunk) => resolve(chunk)));
    expect(String(text)).toBe('node2');
    await cluster.clock.advance(29_000);
    expect(old.destroyed).toBe(false);
    await cluster.clock.advance(2_000);
    expect(old.destroyed).toBe(true);
  });
});

test('a weighted turn gives each its share, smoothly', async () => {
  for (const node of [1, 2]) cluster.node(node).listen(80, (socket) => socket.end(`${node}`));
  engine.setMembers(serveTcp('preserve').id, [member(1, 80, 3), member(2)]);
  let order = '';
  for (let count = 0; count < 8; count++) order += await ask();
  expect(order).toBe('11211121');
});

test('least connections goes where fewest are open', async () => {
  for (const node of [1, 2]) cluster.node(node).listen(80, (socket) => void socket.write(`${node}`));
  engine.setMembers(serveTcp('preserve', { algorithm: 'least-connections' }).id, [member(1), member(2)]);
  for (let count = 0; count < 6; count++) await cluster.client.connect(PUBLIC, 80);
  expect(engine.get('lb')?.listeners[0]?.members.map(({ activeConnections }) => activeConnections)).toEqual([3, 3]);
});

test('an HTTP check believes the status, and says which', async () => {
  cluster.node(1).listen(8080, (socket) => socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n'));
  cluster.node(2).listen(8080, (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
  const healthCheck = { ...DEFAULT_HEALTH_CHECK, type: 'HTTP' as const, port: 8080, path: '/healthz' };
  engine.setMembers(serveTcp('preserve', { healthCheck }).id, [member(1), member(2)]);
  await cluster.clock.advance(100);
  expect(engine.get('lb')?.listeners[0]?.members.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
    'unhealthy answered 503',
    'healthy ',
  ]);
});

test('whom it found unhealthy it asks again when told to, and the first answer decides', async () => {
  const healthCheck = { ...DEFAULT_HEALTH_CHECK, healthyAfter: 3 };
  engine.setMembers(serveTcp('preserve', { healthCheck }).id, [member(1)]);
  await cluster.clock.advance(1_000);
  const state = () => engine.get('lb')?.listeners[0]?.members[0]?.state;
  expect(state()).toBe('unhealthy');
  cluster.node(1).listen(80, (socket) => socket.end());
  engine.askUnhealthyAgain();
  await cluster.clock.advance(100);
  expect(state()).toBe('healthy');
});

test('datagrams are handed on, on a port of their own beside the TCP one', async () => {
  const heard: string[] = [];
  cluster.node(1).listenUdp(5353, ({ data, address }) => heard.push(`${Buffer.from(data)} ${address}`));
  serveTcp('proxy');
  const { id } = engine.addListener('lb', { protocol: 'UDP', port: 80, healthCheck: null });
  engine.setMembers(id, [member(1, 5353)]);
  cluster.client.listenUdp(0, () => {}).send(Buffer.from('hello'), 80, PUBLIC);
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual(['hello 203.0.113.10']);
});

test('who is outside the source ranges gets no answer', async () => {
  answerPeerAddress(cluster.node(1), 80);
  const { id } = serveTcp('proxy', { sourceRanges: ['198.51.100.0/24'] });
  engine.setMembers(id, [member(1)]);
  const attempt = expect(cluster.client.connect(PUBLIC, 80, { timeoutMs: 2_000 })).rejects.toMatchObject({
    code: 'ETIMEDOUT',
  });
  await cluster.clock.advance(3_000);
  await attempt;
});

test('pods as members are reached without a node port, and only by balancers', async () => {
  const pod = cluster.pod('web', 1, '192.168.1.2');
  answerPeerAddress(pod, 8080);
  const { id } = serveTcp('proxy');
  engine.setMembers(id, [{ name: 'default/web:8080', address: '192.168.1.2', port: 8080 }]);
  expect(await ask()).toMatch(/^10\.100\.0\.200:/);
  const direct = expect(cluster.client.connect('192.168.1.2', 8080, { timeoutMs: 1_000 })).rejects.toMatchObject({
    code: 'ETIMEDOUT',
  });
  await cluster.clock.advance(2_000);
  await direct;
});

describe('an address at the edge', () => {
  test('gets no answer until it is announced, and is a box of the path', async () => {
    answerPeerAddress(cluster.node(1), 80);
    engine.create({ id: 'lb', name: 'lb', mode: 'preserve', publicAddress: PUBLIC, edge: true, announced: false });
    const { id } = engine.addListener('lb', { protocol: 'TCP', port: 80, healthCheck: null });
    engine.setMembers(id, [member(1)]);
    const early = expect(cluster.client.connect(PUBLIC, 80, { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'ETIMEDOUT',
    });
    await cluster.clock.advance(600);
    await early;
    engine.announce('lb', true);
    const socket = await cluster.client.connect(PUBLIC, 80);
    const boxes = cluster.network.connection(socket.connectionId)?.crossings.map(({ box }) => box.id);
    expect(boxes).toEqual(['client', 'router', 'edge', 'router', 'lb/lb', 'router', 'node/node1']);
    expect(await readText(socket)).toMatch(/^203\.0\.113\.10:/);
  });

  test('moves from one balancer to another, and goes with the last', async () => {
    for (const id of ['one', 'two']) engine.create({ id, name: id, mode: 'preserve', edge: true });
    engine.bindAddress('one', PUBLIC);
    expect(() => engine.bindAddress('two', PUBLIC)).toThrow(`${PUBLIC} belongs to load balancer one already.`);
    engine.bindAddress('one', null);
    engine.bindAddress('two', PUBLIC);
    engine.delete('two');
    expect(cluster.underlay.router.routes().some(({ destination }) => destination === `${PUBLIC}/32`)).toBe(false);
    expect(engine.get('one')?.address).toBe('10.100.0.200');
  });
});

test('a snapshot is restored: addresses, listeners, members', () => {
  const { id } = serveTcp('proxy', { algorithm: 'source', sourceRanges: ['203.0.113.0/24'] });
  engine.setMembers(id, [member(1), member(2, 80, 5)]);
  const snapshot = engine.snapshot();
  engine.delete('lb');
  engine.restore(snapshot);
  expect(engine.snapshot()).toEqual(snapshot);
});
