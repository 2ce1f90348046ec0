import { expect, test } from 'vitest';
import { answerPeerAddress, createTestCluster, readText } from './test-cluster.ts';

type Cluster = ReturnType<typeof setUp>;

const HOUR_MS = 3_600_000;

/** NodePort 30080 on node1 leads to a pod on node2, masqueraded; 30081 refuses; 30082 is dropped; 30083 leads to nobody. */
function setUp() {
  const cluster = createTestCluster({ nodes: 2 });
  const web = cluster.pod('web', 2, '192.168.2.3');
  const caller = cluster.pod('caller', 1, '192.168.1.3');
  const { netfilter } = cluster.node(1);
  for (const [port, target] of Object.entries({ 30080: '192.168.2.3:8080', 30083: '192.168.2.99:8080' })) {
    netfilter.append('nat', 'PREROUTING', `-p tcp --dport ${port} -j DNAT --to-destination ${target}`);
  }
  netfilter.append('nat', 'PREROUTING', '-p udp --dport 30080 -j DNAT --to-destination 192.168.2.3:8081');
  netfilter.append('nat', 'POSTROUTING', '-j MASQUERADE --random-fully');
  netfilter.append('filter', 'INPUT', '-p tcp --dport 30081 -j REJECT');
  netfilter.append('filter', 'INPUT', '-p tcp --dport 30082 -j DROP');
  return { ...cluster, web, caller };
}

/** What hosts still have beside listeners. */
function left({ network }: Cluster): string[] {
  return network.hosts().flatMap((host) => [
    ...host
      .sockets()
      .filter(({ state }) => state !== 'LISTEN')
      .map(({ protocol, state }) => `${host.id}: socket ${protocol} ${state}`),
    ...host.conntrack().map(({ protocol, state }) => `${host.id}: tracked ${protocol} ${state}`),
  ]);
}

const turns = async () => {
  for (let at = 0; at < 12; at++) await new Promise((resolve) => setImmediate(resolve));
};

const failed = (attempt: Promise<unknown>) => attempt.catch((error: { code: string }) => error.code);

const WAYS: Readonly<Record<string, (cluster: Cluster) => Promise<unknown>>> = {
  served: async ({ web, client }) => {
    answerPeerAddress(web, 8080);
    await readText(await client.connect('10.100.1.10', 30080));
  },
  'served to a pod': async ({ web, caller }) => {
    answerPeerAddress(web, 8080);
    await readText(await caller.connect('10.100.1.10', 30080));
  },
  'refused by a rule': ({ client }) => failed(client.connect('10.100.1.10', 30081)),
  'refused by a host': ({ client }) => failed(client.connect('10.100.1.10', 9)),
  'refused behind a translation': ({ client }) => failed(client.connect('10.100.1.10', 30080)),
  dropped: ({ client, clock }) => {
    const attempt = failed(client.connect('10.100.1.10', 30082));
    return Promise.all([attempt, clock.advance(140_000)]);
  },
  'leads to nobody': ({ client, clock }) => {
    const attempt = failed(client.connect('10.100.1.10', 30083));
    return Promise.all([attempt, clock.advance(140_000)]);
  },
  'aborted while it waits': async ({ client }) => {
    const stop = new AbortController();
    const attempt = failed(client.connect('10.100.1.10', 30082, { signal: stop.signal }));
    stop.abort();
    await attempt;
  },
  'reset by the server': async ({ web, client }) => {
    web.listen(8080, (socket) => socket.once('data', () => socket.resetAndDestroy()));
    const socket = await client.connect('10.100.1.10', 30080);
    socket.write('x');
    await new Promise((resolve) => socket.once('close', resolve));
  },
  'reset by the client with bytes unread': async ({ web, client }) => {
    web.listen(8080, (socket) => socket.write(Buffer.alloc(100_000)));
    const socket = await client.connect('10.100.1.10', 30080);
    await turns();
    socket.destroy();
  },
  'half-open: the client is gone': async ({ web, client, network, clock }) => {
    web.listen(8080, (socket) => socket.once('data', () => clock.schedule(1_000, () => socket.write('late'))));
    const socket = await client.connect('10.100.1.10', 30080);
    socket.write('x');
    client.administration.setLink('eth0', { up: false });
    await clock.advance(1_000_000);
    network.removeHost('client');
  },
  'half-closed: the client never finishes': async ({ web, client, clock }) => {
    web.listen(8080, (socket) => socket.end('bye'));
    const socket = await client.connect('10.100.1.10', 30080);
    socket.resume();
    await turns();
    await clock.advance(1_000);
    socket.destroy();
  },
  'the server is removed': async ({ web, client, network }) => {
    web.listen(8080, (socket) => socket.resume());
    const socket = await client.connect('10.100.1.10', 30080);
    socket.write('x');
    network.removeHost('pod/default/web');
    await turns();
    socket.destroy();
  },
  'a datagram and its answer': async ({ web, client }) => {
    const server = web.listenUdp(8081, ({ port, address }) => server.send(Buffer.from('b'), port, address));
    const socket = client.listenUdp(0, () => undefined);
    socket.send(Buffer.from('a'), 30080, '10.100.1.10');
    await turns();
    socket.close();
    server.close();
  },
  'a datagram that nobody takes': async ({ client }) => {
    const socket = client.listenUdp(0, () => undefined);
    socket.send(Buffer.from('a'), 30080, '10.100.1.10');
    await turns();
    socket.close();
  },
  'an echo': async ({ caller }) => {
    const socket = caller.openEcho({ replied: () => undefined, failed: () => undefined });
    socket.send('192.168.2.3', { sequence: 1, data: new Uint8Array(56), ttl: 64 });
    await turns();
    socket.close();
  },
};

test.each(Object.keys(WAYS))('%s: in the end no socket and no tracked connection is left', async (way) => {
  const cluster = setUp();
  await WAYS[way]!(cluster);
  await turns();
  await cluster.clock.advance(2 * HOUR_MS);
  await turns();
  expect(left(cluster)).toEqual([]);
});
