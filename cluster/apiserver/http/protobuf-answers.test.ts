import { expect, it } from 'vitest';
import { decodeProtobuf } from '../../resources/protobuf.ts';
import { CONFIG_MAPS, configMap, createFixture } from '../api-server.fixture.ts';
import { createPlainServer } from '../https.ts';
import { open } from './ask.fixture.ts';
import { socketPair } from './memory-socket.fixture.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

function serve() {
  const fixture = createFixture();
  const accept = createPlainServer(fixture.api);
  const connect = () => {
    const [client, server] = socketPair();
    accept(server);
    return client;
  };
  const get = async (path: string, accept = PROTOBUF) => {
    const response = await open(connect, 'GET', path, undefined, { accept });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return { status: response.statusCode, type: response.headers['content-type'], bytes: Buffer.concat(chunks) };
  };
  return { ...fixture, connect, get };
}

it('an object, a list and a refusal', async () => {
  const { send, get } = serve();
  await send('POST', CONFIG_MAPS, configMap('a'));
  const one = await get(`${CONFIG_MAPS}/a`);
  expect([one.status, one.type]).toEqual([200, PROTOBUF]);
  expect(decodeProtobuf(one.bytes)).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'a' } });
  expect(decodeProtobuf((await get(CONFIG_MAPS)).bytes)).toMatchObject({
    kind: 'ConfigMapList',
    items: [{ metadata: { name: 'a' } }],
  });
  const none = await get(`${CONFIG_MAPS}/b`, `${PROTOBUF},application/json`);
  expect([none.status, none.type, decodeProtobuf(none.bytes).message]).toEqual([
    404,
    PROTOBUF,
    'configmaps "b" not found',
  ]);
});

it('a Table is not written as protobuf, nor is anything that comes before it in the header', async () => {
  const { get } = serve();
  const asked = `${PROTOBUF};as=Table;g=meta.k8s.io;v=v1,application/json;as=Table;g=meta.k8s.io;v=v1`;
  const answer = await get(CONFIG_MAPS, asked);
  expect([answer.type, JSON.parse(answer.bytes.toString()).kind]).toEqual(['application/json', 'Table']);
});

it('a watch is a stream of frames', async () => {
  const { send, connect } = serve();
  await send('POST', CONFIG_MAPS, configMap('a'));
  const response = await open(connect, 'GET', `${CONFIG_MAPS}?watch=1`, undefined, { accept: PROTOBUF });
  expect(response.headers['content-type']).toBe(`${PROTOBUF};stream=watch`);
  const [frame] = (await response.take(1).toArray()) as [Buffer];
  expect(frame.readUInt32BE()).toBe(frame.length - 4);
  const object = frame.subarray(frame.indexOf('k8s\0'));
  expect(frame.subarray(4, 11).toString('latin1')).toBe('\x0a\x05ADDED');
  expect(decodeProtobuf(object)).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'a' } });
});
