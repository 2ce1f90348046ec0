import { createServer, get } from 'node:http';
import { expect, test } from 'vitest';
import type { MachineSocket } from '../machinery/machine.ts';
import { createTestCluster, readText } from './test-cluster.ts';

async function connected() {
  const cluster = createTestCluster();
  const pod = cluster.pod('a', 1, '192.168.1.3');
  let accepted: MachineSocket | undefined;
  const listener = pod.listen(8080, (socket) => {
    accepted = socket;
  });
  const socket = await cluster.node(2).connect('192.168.1.3', 8080);
  return { ...cluster, pod, listener, socket, accepted: accepted! };
}

test('half-close: the answer still comes after the question has ended', async () => {
  const { socket, accepted } = await connected();
  const question = readText(accepted);
  socket.end('question');
  expect(await question).toBe('question');
  const answer = readText(socket);
  accepted.end('answer');
  expect(await answer).toBe('answer');
});

test('a reader that does not read stops the writer', async () => {
  const { socket, accepted } = await connected();
  const chunk = Buffer.alloc(64 * 1024);
  let written = 0;
  while (socket.write(chunk) && written < 100) written++;
  expect(written).toBeLessThan(3);
  const drained = new Promise((resolve) => socket.once('drain', resolve));
  accepted.resume();
  await drained;
});

test('a host that goes away resets its connections', async () => {
  const { network, socket } = await connected();
  const failed = new Promise((resolve) => socket.once('error', resolve));
  network.removeHost('pod/default/a');
  expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  expect(network.connection(socket.connectionId)?.closedMs).toBeDefined();
});

test('a listener that closes resets what it accepted, unless told to keep it', async () => {
  const { listener, pod, socket, accepted } = await connected();
  listener.close({ keepAccepted: true });
  accepted.write('still here');
  expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('still here');
  let second: MachineSocket | undefined;
  const other = pod.listen(8080, (one) => {
    second = one;
  });
  const client = await pod.connect('127.0.0.1', 8080);
  const failed = new Promise((resolve) => client.once('error', resolve));
  other.close();
  expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  expect(second?.destroyed).toBe(true);
});

test('time-outs run on the simulation clock', async () => {
  const { clock, socket } = await connected();
  let fired = 0;
  socket.setTimeout(5_000, () => fired++);
  await clock.advance(4_000);
  socket.write('activity');
  await clock.advance(4_000);
  expect(fired).toBe(0);
  await clock.advance(1_000);
  expect(fired).toBe(1);
});

test('node:http serves and asks over it', async () => {
  const { pod, node } = await connected();
  const server = createServer((request, response) =>
    response.end(`${request.socket.remoteAddress} asked ${request.url}`),
  );
  pod.listen(80, (socket) => server.emit('connection', socket));
  const socket = await node(2).connect('192.168.1.3', 80);
  const body = await new Promise((resolve) => {
    get({ path: '/x', createConnection: () => socket }, (response) => {
      response.setEncoding('utf8').once('data', resolve);
    });
  });
  expect(body).toBe('192.168.2.0 asked /x');
});

test('ss and conntrack follow a connection to its end', async () => {
  const { clock, node, pod, socket, accepted } = await connected();
  expect(pod.sockets()).toMatchObject([{ state: 'LISTEN' }, { state: 'ESTABLISHED', local: { port: 8080 } }]);
  expect(node(1).conntrack()[0]).toMatchObject({ state: 'ESTABLISHED', timeoutSeconds: 86_399, assured: true });
  accepted.resume();
  socket.end();
  await clock.advance(10);
  expect(node(1).conntrack()[0]).toMatchObject({ state: 'CLOSE_WAIT' });
  accepted.end();
  socket.resume();
  await clock.advance(10);
  expect(node(1).conntrack()[0]).toMatchObject({ state: 'TIME_WAIT', timeoutSeconds: 119 });
  await clock.advance(120_000);
  expect(node(1).conntrack()).toEqual([]);
  expect(node(1).sockets()).toEqual([]);
});

test('a connection is over when one end is destroyed and the other finds out by writing', async () => {
  const { network, node, socket, accepted } = await connected();
  accepted.on('end', () => accepted.end('too late'));
  accepted.resume();
  socket.destroy();
  await new Promise((resolve) => accepted.once('close', resolve));
  expect(network.connection(socket.connectionId)?.closedMs).toBeDefined();
  expect(node(1).conntrack()).toMatchObject([{ state: 'TIME_WAIT' }]);
});
