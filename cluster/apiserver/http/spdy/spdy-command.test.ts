import { constants, createDeflate, type Deflate } from 'node:zlib';
import { expect, it } from 'vitest';
import { readAll } from '../../../machinery/byte-stream.ts';
import type { KubeletEndpoint } from '../../../machinery/kubelet-endpoint.ts';
import { HEADER_DICTIONARY } from '../../../machinery/spdy/header-dictionary.ts';
import { createFixture, PODS, pod } from '../../api-server.fixture.ts';
import { createPlainServer } from '../../https.ts';
import { socketPair } from '../memory-socket.fixture.ts';

const kubelet: Partial<KubeletEndpoint> = {
  async exec(_pod, _container, command, streams) {
    const input = streams.stdin ? Buffer.from(await readAll(streams.stdin)).toString('utf8') : '';
    await streams.stdout.write(Buffer.from(`${command.join(' ')}: ${input}`));
    await streams.stderr.write(Buffer.from('oops'));
    return { code: 3 };
  },
};

async function openExec(protocols: readonly string[]) {
  const { api, send } = createFixture({ kubeletOf: () => kubelet as KubeletEndpoint });
  await send('POST', PODS, pod('p'));
  await send('POST', `${PODS}/p/binding`, { target: { name: 'node1' } });
  const [client, server] = socketPair();
  createPlainServer(api)(server);
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<Buffer>((resolve) => client.once('end', () => resolve(Buffer.concat(chunks))));
  const versions = protocols.map((name) => `X-Stream-Protocol-Version: ${name}\r\n`).join('');
  client.write(
    `POST ${PODS}/p/exec?command=cat&stdin=true&stdout=true&stderr=true HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${versions}\r\n`,
  );
  return { client, ended };
}

async function synStream(deflate: Deflate, id: number, headers: Record<string, string>): Promise<Buffer> {
  const parts: Buffer[] = [];
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    parts.push(bytes);
  };
  number(Object.keys(headers).length);
  for (const text of Object.entries(headers).flat()) {
    number(text.length);
    parts.push(Buffer.from(text));
  }
  await new Promise<void>((resolve) => deflate.write(Buffer.concat(parts), () => resolve()));
  const block = deflate.read() as Buffer;
  const head = Buffer.alloc(18);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(1, 2);
  head.writeUIntBE(10 + block.length, 5, 3);
  head.writeUInt32BE(id, 8);
  return Buffer.concat([head, block]);
}

function dataFrame(id: number, text: string, last: boolean): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head[4] = last ? 1 : 0;
  head.writeUIntBE(text.length, 5, 3);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** The texts that each stream carried. */
function texts(bytes: Buffer): Record<number, string> {
  const found: Record<number, string> = {};
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = bytes.readUIntBE(at + 5, 3);
    if (!(bytes[at]! & 0x80)) {
      const id = bytes.readUInt32BE(at);
      found[id] = (found[id] ?? '') + bytes.toString('utf8', at + 8, at + 8 + length);
    }
    at += 8 + length;
  }
  return found;
}

it('runs a command over streams of its own, and ends with a Status', async () => {
  const { client, ended } = await openExec(['v5.channel.k8s.io', 'v4.channel.k8s.io']);
  const deflate = createDeflate({ dictionary: HEADER_DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  const names = ['error', 'stdin', 'stdout', 'stderr'];
  for (const [index, streamtype] of names.entries()) {
    client.write(await synStream(deflate, index * 2 + 1, { streamtype }));
  }
  client.write(dataFrame(3, 'hel', false));
  client.write(dataFrame(3, 'lo', true));
  const answer = await ended;
  const body = answer.indexOf('\r\n\r\n') + 4;
  expect(answer.toString('latin1', 0, body)).toBe(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n',
  );
  const { 1: error = '', ...rest } = texts(answer.subarray(body));
  expect(rest).toEqual({ 5: 'cat: hello', 7: 'oops' });
  expect(JSON.parse(error)).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode' });
});

it('says which protocols it speaks', async () => {
  const { ended } = await openExec(['v9.channel.k8s.io']);
  expect((await ended).toString('latin1')).toContain(
    'unable to upgrade: unable to negotiate protocol: client supports [v9.channel.k8s.io], server accepts [v4.channel.k8s.io v3.channel.k8s.io v2.channel.k8s.io channel.k8s.io]',
  );
});
