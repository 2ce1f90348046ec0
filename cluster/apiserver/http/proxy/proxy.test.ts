import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { type MachineSocket, NetworkError } from '../../../machinery/machine.ts';
import { createFixture, PODS, pod } from '../../api-server.fixture.ts';
import { createPlainServer } from '../../https.ts';
import { ask } from '../ask.fixture.ts';
import { socketPair } from '../memory-socket.fixture.ts';
import { rewriteHtml } from './rewrite-links.ts';

const SERVICES = '/api/v1/namespaces/default/services';

/** An API server whose network has one backend, at 192.168.1.2:8080, that tells what it was asked. */
async function withBackend() {
  const backend = http.createServer((request, response) => {
    if (request.url === '/page') response.setHeader('content-type', 'text/html');
    if (request.url === '/moved') response.setHeader('location', '/elsewhere');
    const told = { method: request.method, url: request.url, authorization: request.headers.authorization };
    response.end(request.url === '/page' ? '<a class=x href="/next?a=1">next</a>' : JSON.stringify(told));
  });
  const dial = async (address: string, port: number) => {
    if (`${address}:${port}` !== '192.168.1.2:8080') throw new NetworkError('ECONNREFUSED');
    const [client, server] = socketPair();
    backend.emit('connection', server);
    return client as unknown as MachineSocket;
  };
  const fixture = createFixture({ dial });
  const accept = createPlainServer(fixture.api);
  const call = (method: string, path: string) => {
    const [client, server] = socketPair();
    accept(server);
    return ask(() => client, method, path);
  };
  await fixture.send(
    'POST',
    PODS,
    pod('web', { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 8080 }] }] }),
  );
  await fixture.send(
    'PATCH',
    `${PODS}/web/status`,
    { status: { podIP: '192.168.1.2', podIPs: [{ ip: '192.168.1.2' }] } },
    'application/merge-patch+json',
  );
  return { ...fixture, call };
}

const message = (text: string) => (JSON.parse(text) as { message: string }).message;

describe('the proxy of a pod', () => {
  it('passes requests on without credentials, and answers back', async () => {
    const { call } = await withBackend();
    const { status, text } = await call('POST', `${PODS}/web:8080/proxy/a/b?c=%20d`);
    expect([status, JSON.parse(text)]).toEqual([200, { method: 'POST', url: '/a/b?c=%20d' }]);
  });

  it('keeps links below itself', async () => {
    const { call } = await withBackend();
    expect((await call('GET', `${PODS}/web/proxy/page`)).text).toBe(
      `<a class=x href="${PODS}/web/proxy/next?a=1">next</a>`,
    );
    expect((await call('GET', `${PODS}/web/proxy/moved`)).headers.location).toBe(`${PODS}/web/proxy/elsewhere`);
    const bare = await call('GET', `${PODS}/web/proxy?x=1`);
    expect([bare.status, bare.headers.location]).toEqual([301, `${PODS}/web/proxy/?x=1`]);
  });

  it('says what it could not reach', async () => {
    const { call } = await withBackend();
    const refused = await call('GET', `${PODS}/web:81/proxy/`);
    expect([refused.status, message(refused.text)]).toEqual([
      503,
      'error trying to reach service: dial tcp 192.168.1.2:81: connect: connection refused',
    ]);
    expect(message((await call('GET', `${PODS}/ftp:web:80/proxy/`)).text)).toBe('invalid pod request "ftp:web:80"');
  });
});

describe('the proxy of a service', () => {
  it('reaches a pod behind it by the name or number of a port', async () => {
    const { call, send } = await withBackend();
    await send('POST', SERVICES, {
      metadata: { name: 'web' },
      spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    });
    const path = '/api/v1/namespaces/default/endpoints';
    const targetRef = { kind: 'Pod', namespace: 'default', name: 'web' };
    const subsets = [{ addresses: [{ ip: '192.168.1.2', targetRef }], ports: [{ name: 'http', port: 8080 }] }];
    await send('POST', path, { metadata: { name: 'web' }, subsets });
    expect((await call('GET', `${SERVICES}/web:80/proxy/`)).status).toBe(200);
    expect((await call('GET', `${SERVICES}/http:web:http/proxy/`)).status).toBe(200);
    const none = [await call('GET', `${SERVICES}/web:81/proxy/`), await call('GET', `${SERVICES}/web:other/proxy/`)];
    expect(none.map(({ status, text }) => `${status} ${message(text)}`)).toEqual([
      '503 no service port 81 found for service "web"',
      '503 no endpoints available for service "web:other"',
    ]);
  });
});

it('rewrites the links of the backend alone', () => {
  const options = { prefix: '/p', hosts: ['10.0.0.1:80'] };
  const page =
    '<A HREF=/a>x</A><img src="http://10.0.0.1:80/b"><a href="http://other/c">y</a><a href="d">z</a><i title="/e">';
  expect(rewriteHtml(page, options)).toBe(
    '<A HREF="/p/a">x</A><img src="/p/b"><a href="http://other/c">y</a><a href="d">z</a><i title="/e">',
  );
});
