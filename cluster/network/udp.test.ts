import { expect, test } from 'vitest';
import type { ConnectionRecord } from './connection-record.ts';
import type { Host } from './network.ts';
import { createTestCluster } from './test-cluster.ts';

/** Answers each datagram with where it came from. */
function answerSender(host: Host, port: number): void {
  const socket = host.listenUdp(port, ({ address, port: from }) => {
    socket.send(Buffer.from(`${address}:${from}`), from, address);
  });
}

/** Sends one datagram and tells what comes back: an answer with its sender, or an error. */
function ask(from: Host, address: string, port: number, sourcePort = 0): Promise<string> {
  return new Promise((resolve) => {
    const end = (text: string) => {
      socket.close();
      resolve(text);
    };
    const socket = from.listenUdp(
      sourcePort,
      (answer) => end(`${Buffer.from(answer.data)} from ${answer.address}:${answer.port}`),
      { failed: ({ code }, to, toPort) => end(`${code} of ${to}:${toPort}`) },
    );
    socket.send(Buffer.from('hello'), port, address);
  });
}

const SERVICE = '-d 10.96.0.77/32 -p udp -m udp --dport 53 -j DNAT --to-destination';

function twoPods() {
  const cluster = createTestCluster();
  const client = cluster.pod('client', 1, '192.168.1.3');
  const server = cluster.pod('server', 2, '192.168.2.3');
  answerSender(server, 5353);
  return { ...cluster, client, server };
}

test('a datagram is rewritten by its rules and the answer comes from where the question went', async () => {
  const { client, node } = twoPods();
  node(1).netfilter.append('nat', 'PREROUTING', `${SERVICE} 192.168.2.3:5353`);
  expect(await ask(client, '10.96.0.77', 53, 40_000)).toBe('192.168.1.3:40000 from 10.96.0.77:53');
  expect(node(1).conntrack()).toEqual([
    {
      protocol: 'udp',
      timeoutSeconds: 29,
      original: { source: '192.168.1.3', destination: '10.96.0.77', sourcePort: 40_000, destinationPort: 53 },
      reply: { source: '192.168.2.3', destination: '192.168.1.3', sourcePort: 5353, destinationPort: 40_000 },
      assured: false,
      unreplied: false,
      mark: 0,
    },
  ]);
});

test('rules do not change what is tracked until it is deleted or has timed out', async () => {
  const { client, node, pod, clock } = twoPods();
  const other = pod('other', 1, '192.168.1.4');
  other.listenUdp(5353, () => {});
  const { netfilter } = node(1);
  netfilter.append('nat', 'PREROUTING', `${SERVICE} 192.168.2.3:5353`);
  const records = () =>
    node(1)
      .conntrack()
      .map(({ reply, assured }) => ({ to: reply.source, assured }));
  await ask(client, '10.96.0.77', 53, 40_000);
  await clock.advance(3_000);
  netfilter.delete('nat', 'PREROUTING', 1);
  netfilter.append('nat', 'PREROUTING', `${SERVICE} 192.168.1.4:5353`);
  expect(await ask(client, '10.96.0.77', 53, 40_000)).toBe('192.168.1.3:40000 from 10.96.0.77:53');
  expect(records()).toEqual([{ to: '192.168.2.3', assured: true }]);
  expect(node(1).forgetTracked('udp', ({ original }) => original.destination === '10.96.0.77')).toBe(1);
  client.listenUdp(40_000, () => {}).send(Buffer.from('hello'), 53, '10.96.0.77');
  expect(records()).toEqual([{ to: '192.168.1.4', assured: false }]);
  await clock.advance(30_000);
  expect(records()).toEqual([]);
});

test('a port that nobody is bound to refuses; what is dropped is never heard of', async () => {
  const { client, server, node, network } = twoPods();
  const records: ConnectionRecord[] = [];
  network.onConnection((record) => records.push(record));
  expect(await ask(client, '192.168.2.3', 9)).toBe('ECONNREFUSED of 192.168.2.3:9');
  node(2).netfilter.append('filter', 'FORWARD', '-p udp --dport 5353 -j DROP');
  client.listenUdp(0, () => {}).send(Buffer.from('hello'), 5353, '192.168.2.3');
  expect(records.map(({ protocol, outcome, endedAt }) => ({ protocol, outcome, endedAt }))).toEqual([
    { protocol: 'udp', outcome: 'ECONNREFUSED', endedAt: server.id },
    { protocol: 'udp', outcome: 'ETIMEDOUT', endedAt: node(2).id },
  ]);
});

test('TCP and UDP have ports of their own; a port is taken once', () => {
  const { server } = twoPods();
  server.listen(5353, () => {});
  expect(() => server.listenUdp(5353, () => {})).toThrow('Address already in use: 0.0.0.0:5353');
  expect(server.sockets().map(({ protocol, state }) => `${protocol} ${state}`)).toEqual(['udp UNCONN', 'tcp LISTEN']);
});
