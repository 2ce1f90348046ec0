import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readAll } from '../../machinery/byte-stream.ts';
import type { KubeletEndpoint } from '../../machinery/kubelet-endpoint.ts';
import { KubeletError } from '../../machinery/kubelet-endpoint.ts';
import type { MachineNetwork, MachineSocket } from '../../machinery/machine.ts';
import { CONFIG_MAPS, configMap, createFixture, DEPLOYMENTS, deployment, PODS, pod } from '../api-server.fixture.ts';
import { createServingCredentials } from '../certificates.ts';
import { createPlainServer, serveHttps } from '../https.ts';
import { ask, open } from './ask.fixture.ts';
import { BODY_LIMIT } from './body.ts';
import { socketPair } from './memory-socket.fixture.ts';

function serve(kubelet?: Partial<KubeletEndpoint>) {
  const fixture = createFixture({ kubeletOf: () => kubelet as KubeletEndpoint | undefined });
  const accept = createPlainServer(fixture.api);
  const connect = () => {
    const [client, server] = socketPair();
    accept(server);
    return client;
  };
  return { ...fixture, connect };
}

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const JSON_BODY = { 'content-type': 'application/json' };

describe('requests', () => {
  it('knows a token, and looks at no cookie', async () => {
    const { connect } = serve();
    const none = await ask(connect, 'GET', '/api/v1/pods', undefined, { authorization: '', cookie: 'session=secret' });
    expect([none.status, JSON.parse(none.text).message]).toEqual([
      403,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    ]);
    const wrong = await ask(connect, 'GET', '/api/v1/pods', undefined, { authorization: 'Bearer wrong' });
    expect([wrong.status, JSON.parse(wrong.text).message]).toEqual([401, 'Unauthorized']);
    expect((await ask(connect, 'GET', '/readyz', undefined, { authorization: '' })).text).toBe('ok');
  });

  it('answers YAML of custom resources that are nested deeper than YAML is usually written', async () => {
    const { connect } = serve();
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'nests.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Cluster',
        names: { plural: 'nests', kind: 'Nest' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    };
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    expect((await ask(connect, 'POST', definitions, JSON.stringify(definition), JSON_BODY)).status).toBe(201);
    const spec = `${'{"a":['.repeat(495)}1${']}'.repeat(495)}`;
    const nest = `{"apiVersion":"example.com/v1","kind":"Nest","metadata":{"name":"deep"},"spec":${spec}}`;
    const created = await ask(connect, 'POST', '/apis/example.com/v1/nests', nest, JSON_BODY);
    expect([created.status, created.text.includes(spec)]).toEqual([201, true]);
    const accept = 'application/yaml';
    const read = await ask(connect, 'GET', '/apis/example.com/v1/nests/deep', undefined, { accept });
    expect([read.status, read.headers['content-type'], /name"?: ?"?deep/.test(read.text)]).toEqual([200, accept, true]);
  });

  it('reads half a surrogate pair as Go does', async () => {
    const { connect } = serve();
    const body = '{"metadata":{"name":"a"},"data":{"half":"\\ud800x","whole":"\\ud83d\\ude00","text":"\\\\ud800"}}';
    const created = await ask(connect, 'POST', CONFIG_MAPS, body, JSON_BODY);
    expect([created.status, JSON.parse(created.text).data]).toEqual([
      201,
      { half: '\ufffdx', text: '\\ud800', whole: '\u{1f600}' },
    ]);
  });

  it('reads JSON, YAML and answers YAML when asked', async () => {
    const { connect } = serve();
    const yaml = 'metadata: {name: a}\ndata: {k: v}\n';
    const created = await ask(connect, 'POST', CONFIG_MAPS, yaml, {
      'content-type': 'application/yaml',
      accept: 'application/yaml',
    });
    expect([created.status, created.headers['content-type']]).toEqual([201, 'application/yaml']);
    expect(created.text).toContain('data:\n  k: v\n');
    const broken = await ask(connect, 'POST', CONFIG_MAPS, '{"a": ', JSON_BODY);
    expect(broken.status).toBe(400);
    expect((await ask(connect, 'POST', CONFIG_MAPS, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask(connect, 'GET', CONFIG_MAPS, undefined, { accept: 'text/html' })).status).toBe(406);
  });

  it('says which field it does not know', async () => {
    const { connect } = serve();
    const body = JSON.stringify(deployment('red', { nope: 1 }));
    const strict = await ask(connect, 'POST', `${DEPLOYMENTS}?fieldValidation=Strict`, body, JSON_BODY);
    expect([strict.status, JSON.parse(strict.text).message]).toEqual([
      400,
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.nope"',
    ]);
    const warned = await ask(connect, 'POST', DEPLOYMENTS, body, JSON_BODY);
    expect([warned.status, warned.headers.warning]).toEqual([201, '299 - "unknown field \\"spec.nope\\""']);
  });

  it('refuses a body that is too large', async () => {
    const { connect } = serve();
    const { status, text } = await ask(connect, 'POST', CONFIG_MAPS, Buffer.alloc(BODY_LIMIT + 1, 32), JSON_BODY);
    expect([status, JSON.parse(text).message]).toEqual([413, 'Request entity too large: limit is 3145728']);
  });

  it('thinks nothing of a client that leaves in the middle of its body', async () => {
    const faults: unknown[] = [];
    const { api } = createFixture({ onError: (error) => faults.push(error) });
    const [client, server] = socketPair();
    createPlainServer(api)(server);
    client.on('error', () => {});
    client.write(
      `POST ${CONFIG_MAPS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\nContent-Length: 10\r\n\r\n{`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    client.destroy();
    await new Promise((resolve) => server.once('close', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(faults).toEqual([]);
  });

  it('compresses long answers', async () => {
    const { connect, send } = serve();
    await send('POST', CONFIG_MAPS, configMap('a', { k: 'x'.repeat(200_000) }));
    const answer = await ask(connect, 'GET', CONFIG_MAPS, undefined, { 'accept-encoding': 'gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(answer.text).items[0].data.k.length).toBe(200_000);
  });

  it('warns of what is deprecated', async () => {
    const { connect } = serve();
    const { headers } = await ask(connect, 'GET', '/api/v1/namespaces/default/endpoints/kubernetes');
    expect(headers.warning).toBe('299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"');
  });

  it('prints tables', async () => {
    const { connect, send } = serve();
    await send('POST', CONFIG_MAPS, configMap('a', { k: 'v' }));
    const table = JSON.parse((await ask(connect, 'GET', CONFIG_MAPS, undefined, TABLE)).text);
    expect(table.columnDefinitions.map((column: { name: string }) => column.name)).toEqual(['Name', 'Data', 'Age']);
    expect(table.rows.map((row: { cells: unknown[] }) => row.cells)).toEqual([['a', 1, '0s']]);
    expect(table.rows[0].object.kind).toBe('PartialObjectMetadata');
  });

  it('serves OpenAPI by hash', async () => {
    const { connect } = serve();
    const index = JSON.parse((await ask(connect, 'GET', '/openapi/v3')).text);
    const path = index.paths['apis/apps/v1'].serverRelativeURL;
    const document = await ask(connect, 'GET', path);
    expect(JSON.parse(document.text).openapi).toBe('3.0.0');
    const again = await ask(connect, 'GET', path, undefined, { 'if-none-match': document.headers.etag });
    expect(again.status).toBe(304);
  });
});

describe('watch streams', () => {
  it('sends a line for each event', async () => {
    const { connect, send } = serve();
    const response = await open(connect, 'GET', `${CONFIG_MAPS}?watch=true&resourceVersion=${await current(send)}`);
    await send('POST', CONFIG_MAPS, configMap('a'));
    const [line] = await firstChunk(response);
    expect([JSON.parse(line!).type, JSON.parse(line!).object.metadata.name]).toEqual(['ADDED', 'a']);
    response.destroy();
  });

  it('ends after timeoutSeconds', async () => {
    const { connect, send, clock } = serve();
    const target = `${CONFIG_MAPS}?watch=true&timeoutSeconds=5&resourceVersion=${await current(send)}`;
    const response = await open(connect, 'GET', target);
    const ended = new Promise((resolve) => response.once('end', () => resolve(true)));
    response.resume();
    await clock.advance(5000);
    expect(await ended).toBe(true);
  });

  it('says inside the stream that a version is too old', async () => {
    const { api, send } = createFixture({ journalLength: 2 });
    const accept = createPlainServer(api);
    for (let round = 0; round < 4; round++) await send('POST', CONFIG_MAPS, configMap(`a${round}`));
    const connect = () => {
      const [client, server] = socketPair();
      accept(server);
      return client;
    };
    const { status, text } = await ask(connect, 'GET', `${CONFIG_MAPS}?watch=true&resourceVersion=1`);
    const { type, object } = JSON.parse(text);
    expect([status, type, object.code, object.reason]).toEqual([200, 'ERROR', 410, 'Expired']);
  });

  it('has no future to show', async () => {
    const { connect, send } = serve();
    const now = await current(send);
    const future = await ask(connect, 'GET', `${CONFIG_MAPS}?resourceVersion=999`);
    expect([future.status, JSON.parse(future.text).message]).toEqual([
      504,
      `Timeout: Too large resource version: 999, current: ${now}`,
    ]);
  });

  it('cuts a client that does not read, and serves the others', async () => {
    const { connect, send } = serve();
    const target = `${CONFIG_MAPS}?watch=true&resourceVersion=${await current(send)}`;
    const slow = await open(connect, 'GET', target);
    const fast = await open(connect, 'GET', target);
    let lines = 0;
    fast.on('data', (chunk: Buffer) => {
      lines += chunk.toString('utf8').split('\n').length - 1;
    });
    const cut = new Promise((resolve) => slow.once('error', resolve));
    for (let round = 0; round < 40; round++) {
      await send('POST', CONFIG_MAPS, configMap(`a${round}`, { k: 'x'.repeat(100_000) }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
    expect(lines).toBe(40);
    fast.destroy();
  });
});

describe('streams', () => {
  const kubelet: Partial<KubeletEndpoint> = {
    async *logs(_pod, container, options) {
      if (options.previous)
        throw new KubeletError(400, `previous terminated container "${container}" in pod "p" not found`);
      yield Buffer.from('one\n');
      yield Buffer.from('two\n');
    },
    async exec(_pod, _container, command, streams) {
      const input = streams.stdin ? Buffer.from(await readAll(streams.stdin)).toString('utf8') : '';
      await streams.stdout.write(Buffer.from(`${command.join(' ')}: ${input}`));
      await streams.stderr.write(Buffer.from('oops'));
      return { code: 3 };
    },
  };

  async function withPod() {
    const served = serve(kubelet);
    await served.send('POST', PODS, pod('p'));
    await served.send('POST', `${PODS}/p/binding`, { target: { name: 'node1' } });
    return served;
  }

  it('passes logs on, and what the kubelet refuses', async () => {
    const { connect } = await withPod();
    expect((await ask(connect, 'GET', `${PODS}/p/log`)).text).toBe('one\ntwo\n');
    const refused = await ask(connect, 'GET', `${PODS}/p/log?previous=true`);
    expect([refused.status, JSON.parse(refused.text).message]).toEqual([
      400,
      'previous terminated container "web" in pod "p" not found',
    ]);
    const wrong = await ask(connect, 'GET', `${PODS}/p/log?container=x`);
    expect(JSON.parse(wrong.text).message).toBe('container x is not valid for pod p');
  });

  it('runs a command over v5.channel.k8s.io', async () => {
    const { connect } = await withPod();
    const socket = new WebSocket(
      `ws://apiserver${PODS}/p/exec?command=cat&command=-&stdin=true&stdout=true&stderr=true`,
      ['v5.channel.k8s.io'],
      { headers: { authorization: 'Bearer secret' }, createConnection: connect as never },
    );
    const frames: string[] = [];
    socket.on('message', (data: Buffer) => frames.push(`${data[0]} ${data.subarray(1).toString('utf8')}`));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(Buffer.from('\0hello'));
    socket.send(Buffer.from([255, 0]));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(frames.slice(0, 2)).toEqual(['1 cat -: hello', '2 oops']);
    expect(JSON.parse(frames[2]!.slice(2))).toEqual({
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 3',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });
});

it('lets go of a connection whose upgrade it refused, once its client has gone', async () => {
  const { api } = serve();
  const server = createServer();
  api.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const closed = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET /api/v1/pods HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const head = await new Promise<string>((resolve) => client.once('data', (bytes) => resolve(bytes.toString())));
  expect(head).toMatch(/^HTTP\/1\.1 4/);
  client.end();
  await closed;
  server.close();
});

it('serves TLS with its own authority on a virtual socket', async () => {
  const { api } = createFixture();
  const credentials = await createServingCredentials(Date.now());
  let accept: ((socket: MachineSocket) => void) | undefined;
  const listen: MachineNetwork['listen'] = (port, accepted) => {
    accept = accepted;
    return { port, close: () => {} };
  };
  expect(serveHttps(listen, api, credentials).port).toBe(6443);
  const connect = () => {
    const [client, server] = socketPair();
    accept?.(server as unknown as MachineSocket);
    return tls.connect({
      socket: client,
      host: '10.100.1.10',
      ca: credentials.ca,
      checkServerIdentity: () => undefined,
    });
  };
  expect(JSON.parse((await ask(connect, 'GET', '/version')).text).gitVersion).toBe('v1.34.4');
  const socket = connect();
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  const certificate = socket.getPeerCertificate();
  expect(tls.checkServerIdentity('10.100.1.10', certificate)).toBeUndefined();
  expect(tls.checkServerIdentity('kubernetes.default.svc', certificate)).toBeUndefined();
  expect(tls.checkServerIdentity('10.100.1.99', certificate)).toBeInstanceOf(Error);
  socket.destroy();
});

async function current(send: ReturnType<typeof createFixture>['send']): Promise<string> {
  return ((await send('GET', CONFIG_MAPS)).body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
}

function firstChunk(response: IncomingMessage): Promise<string[]> {
  return new Promise((resolve) =>
    response.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').split('\n'))),
  );
}
