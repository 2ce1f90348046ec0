import { expect, test } from 'vitest';
import type { MachineSocket } from '../machinery/machine.ts';
import { createTestCluster } from './test-cluster.ts';

// What Linux does with a connection that stands when rules, routes or devices on its way change.

async function connected(address = '192.168.2.3', port = 8080) {
  const cluster = createTestCluster();
  const web = cluster.pod('web', 2, '192.168.2.3');
  const client = cluster.pod('client', 1, '192.168.1.3');
  const accepted: MachineSocket[] = [];
  web.listen(8080, (socket) => void accepted.push(socket));
  const service = (target: string) =>
    cluster.node(1).netfilter.restore('nat', {
      chains: new Map([['PREROUTING', [{ rule: `-d 10.96.0.10/32 -p tcp -j DNAT --to-destination ${target}` }]]]),
    });
  service('192.168.2.3:8080');
  const socket = await client.connect(address, port);
  const heard = collect(socket);
  const asked = collect(accepted[0]!);
  return { ...cluster, web, pod: client, service, socket, server: accepted[0]!, heard, asked };
}

function collect(socket: MachineSocket) {
  const heard = { text: '', error: '' };
  socket.on('data', (chunk: Buffer) => {
    heard.text += chunk.toString();
  });
  socket.on('error', (error: Error & { code?: string }) => {
    heard.error = error.code ?? error.message;
  });
  return heard;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('DROP holds bytes up; they arrive when the rule has gone', async () => {
  const { socket, asked, node, clock } = await connected();
  socket.write('one ');
  await turn();
  node(2).netfilter.append('filter', 'FORWARD', '-p tcp --dport 8080 -j DROP');
  socket.write('two ');
  await turn();
  await clock.advance(60_000);
  expect(asked.text).toBe('one ');
  node(2).netfilter.delete('filter', 'FORWARD', 1);
  await clock.advance(60_000);
  expect(asked.text).toBe('one two ');
});

test('nobody acknowledges for 924.6 s: ETIMEDOUT, and the other end knows nothing of it', async () => {
  const { socket, server, heard, node, clock } = await connected();
  node(2).netfilter.append('filter', 'FORWARD', '-p tcp --dport 8080 -j DROP');
  socket.write('lost');
  await turn();
  await clock.advance(924_000);
  expect(heard.error).toBe('');
  await clock.advance(1_000);
  await turn();
  expect(heard.error).toBe('ETIMEDOUT');
  expect(server.destroyed).toBe(false);
});

test('REJECT with an ICMP error is kept in mind only; with a reset it ends the connection', async () => {
  const { socket, heard, asked, node, clock } = await connected();
  node(1).netfilter.append('filter', 'FORWARD', '-p tcp --dport 8080 -j REJECT');
  socket.write('one ');
  await turn();
  expect(heard.error).toBe('');
  node(1).netfilter.delete('filter', 'FORWARD', 1);
  await clock.advance(300);
  expect(asked.text).toBe('one ');
  node(1).netfilter.append('filter', 'FORWARD', '-p tcp --dport 8080 -j REJECT --reject-with tcp-reset');
  socket.write('two ');
  await turn();
  expect(heard.error).toBe('ECONNRESET');
  expect(asked).toEqual({ text: 'one ', error: '' });
});

test('rules that accept what is established let it pass, also the answers', async () => {
  const { socket, server, heard, asked, node } = await connected();
  node(1).netfilter.append('filter', 'FORWARD', '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT');
  node(1).netfilter.append('filter', 'FORWARD', '-j DROP');
  socket.write('question');
  server.write('answer');
  await turn();
  expect(asked.text).toBe('question');
  expect(heard.text).toBe('answer');
});

test('a Service changed or emptied: connections that stand keep their pod', async () => {
  const { socket, asked, service, node } = await connected('10.96.0.10', 80);
  service('192.168.2.99:8080');
  socket.write('still here');
  await turn();
  expect(asked.text).toBe('still here');
  expect(node(1).conntrack()).toHaveLength(1);
});

test('conntrack -D: the next packet is translated anew; a pod that knows nothing of it resets', async () => {
  const { socket, asked, heard, server, service, node } = await connected('10.96.0.10', 80);
  expect(node(1).forgetTracked('tcp', () => true)).toBe(1);
  socket.write('same ');
  await turn();
  expect(asked.text).toBe('same ');
  service('192.168.1.1:8080');
  node(1).forgetTracked('tcp', () => true);
  socket.write('lost');
  await turn();
  expect(heard.error).toBe('ECONNRESET');
  expect(server.destroyed).toBe(false);
});

test('a tunnel whose datagrams one node drops holds up both directions', async () => {
  const { socket, server, heard, asked, node, clock } = await connected();
  node(1).netfilter.append('filter', 'INPUT', '-p udp --dport 8472 -j DROP');
  socket.write('question');
  server.write('answer');
  await turn();
  await clock.advance(10_000);
  expect([asked.text, heard.text]).toEqual(['question', '']);
  node(1).netfilter.delete('filter', 'INPUT', 1);
  await clock.advance(20_000);
  expect(heard.text).toBe('answer');
});

test('the network between two nodes carries less than their devices say: small answers pass, large ones hang', async () => {
  const { network, socket, server, heard, asked, node, clock } = await connected();
  network.limitLink(node(1), node(2), 1_450);
  socket.write('GET');
  server.write('headers');
  await turn();
  server.write('x'.repeat(20_000));
  await turn();
  await clock.advance(60_000);
  expect([asked.text, heard.text]).toEqual(['GET', 'headers']);
  network.limitLink(node(1), node(2), null);
  await clock.advance(60_000);
  expect(heard.text).toHaveLength(20_007);
});

test('bytes that never arrived are not acknowledged, not even by a FIN', async () => {
  const { network, socket, server, node, pod, clock } = await connected();
  network.limitLink(node(1), node(2), 1_450);
  const capture = pod.capture('eth0');
  socket.write('GET');
  server.write('headers');
  await turn();
  server.write('x'.repeat(20_000));
  await clock.advance(5_000);
  socket.end();
  await clock.advance(1_000);
  capture.close();
  const said: string[] = [];
  let first = 0;
  for (let frame = await capture.read(); frame; frame = await capture.read()) {
    const bytes = new DataView(frame.bytes.buffer, frame.bytes.byteOffset);
    if (bytes.getUint16(12) !== 0x0800) continue;
    first ||= bytes.getUint32(42);
    const isFromClient = bytes.getUint8(28) === 1;
    const isFin = (bytes.getUint8(47) & 1) === 1;
    if (isFromClient) said.push(`${isFin ? 'FIN' : 'ACK'} ${bytes.getUint32(42) - first}`);
  }
  expect(said).toEqual(['ACK 0', 'ACK 7', 'FIN 7']);
});

test('what is sent again starts where the other end waits for it', async () => {
  const { network, socket, server, heard, node, web, clock } = await connected();
  network.limitLink(node(1), node(2), 1_450);
  const capture = web.capture('eth0');
  server.write('headers');
  await turn();
  server.write('x'.repeat(2_000));
  await clock.advance(500);
  network.limitLink(node(1), node(2), null);
  await clock.advance(1_000);
  socket.end();
  await clock.advance(1_000);
  capture.close();
  const sent: string[] = [];
  let first = 0;
  for (let frame = await capture.read(); frame; frame = await capture.read()) {
    const bytes = new DataView(frame.bytes.buffer, frame.bytes.byteOffset);
    const length = bytes.getUint16(16) - 52;
    if (bytes.getUint16(12) !== 0x0800 || bytes.getUint8(28) !== 2) continue;
    first ||= bytes.getUint32(38);
    if (length > 0) sent.push(`${bytes.getUint32(38) - first} +${length}`);
  }
  expect(heard.text).toHaveLength(2_007);
  expect(sent).toEqual(['0 +7', '7 +1398', '7 +1398', '7 +1398', '1405 +602']);
});

test('a clamped MSS makes large answers fit into a network that carries less', async () => {
  const { network, node, pod, clock } = createTestCluster({ nodes: 2 });
  network.limitLink(node(1), node(2), 1_450);
  pod('web', 2, '192.168.2.3').listen(8080, (socket) => socket.end('x'.repeat(100_000)));
  const caller = pod('caller', 1, '192.168.1.3');
  const length = async () => {
    let heard = 0;
    const socket = await caller.connect('192.168.2.3', 8080);
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.length;
    });
    await clock.advance(5_000);
    return heard;
  };
  expect(await length()).toBe(0);
  node(1).netfilter.append('mangle', 'FORWARD', '-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1360');
  expect(await length()).toBe(100_000);
});

test('a closed end says so when the way is free again', async () => {
  const { socket, server, node, clock } = await connected();
  const ended = new Promise((resolve) => server.once('end', resolve));
  node(1).netfilter.append('filter', 'FORWARD', '-j DROP');
  socket.end('last words');
  await turn();
  await clock.advance(1_000);
  expect(server.readableEnded).toBe(false);
  node(1).netfilter.flush('filter', 'FORWARD');
  await clock.advance(10_000);
  await ended;
  expect(node(2).conntrack()[0]?.state).toBe('CLOSE_WAIT');
});
