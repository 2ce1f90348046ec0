import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { serveHttp } from './http-server.ts';
import { formatProxyProtocol, parseProxyProtocol } from './proxy-protocol.ts';
import { certificateFor } from './testing/certificates.ts';
import { APP, createProxiedCluster, everything, PROXY_ADDRESS, turns } from './testing/proxied-cluster.ts';

const BACKEND = { name: 'app', endpoints: [APP] };
const GET = 'GET /app HTTP/1.1\nHost: red.example\nConnection: close\n\n';

function standing({ host, appHost, client }: ReturnType<typeof createProxiedCluster>): string[] {
  return [host, appHost, client]
    .flatMap((one) => one.sockets())
    .filter(({ state }) => state === 'ESTABLISHED')
    .map(({ local, remote }) => `${local.address}:${local.port} ${remote.address}:${remote.port}`);
}

test('a PROXY line names the client; without one the connection ends', async () => {
  const proxied = createProxiedCluster([{ port: 80, proxyProtocol: true, virtualHosts: everything(BACKEND) }]);
  const line = formatProxyProtocol({ address: '203.0.113.10', port: 4711 }, { address: '10.100.1.10', port: 80 });
  const { answer } = await proxied.ask(`${line.trimEnd()}\n${GET}`);
  expect(answer).toContain('X-Forwarded-For: 203.0.113.10\n');
  expect(proxied.lines[0]).toMatch(/^203\.0\.113\.10 - - /);
  const missing = await proxied.ask(GET);
  expect([missing.answer, missing.socket.destroyed || missing.socket.readableEnded]).toEqual(['', true]);
  expect(proxied.errors).toEqual([
    expect.stringMatching(/\[error\] .* broken header while reading PROXY protocol, client: 192\.168\.1\.1$/),
  ]);
});

test.each([
  ['PROXY TCP4 1.2.3.4 5.6.7.8 1 65535', { address: '1.2.3.4', port: 1 }],
  ['PROXY TCP6 ::1 ::2 1 2', { address: '::1', port: 1 }],
  ['PROXY UNKNOWN', 'unknown'],
  ['PROXY UNKNOWN what ever 1 2', 'unknown'],
  ['PROXY TCP4 1.2.3.4 5.6.7.8 1', 'invalid'],
  ['PROXY TCP4 1.2.3.4 5.6.7.8 01 2', 'invalid'],
  ['PROXY TCP4 1.2.3.400 5.6.7.8 1 2', 'invalid'],
  ['PROXY TCP4 1.2.3.4 5.6.7.8 1 65536', 'invalid'],
  ['GET / HTTP/1.1', 'invalid'],
])('%s', (line, meaning) => {
  expect(parseProxyProtocol(line)).toEqual(meaning);
});

test('passed through by its name, TLS is between the client and the endpoint', async () => {
  const [outside, inside] = await Promise.all([certificateFor(['outside']), certificateFor(['app.example'])]);
  const passthrough = [{ hostname: 'app.example', backend: BACKEND, rule: 'app.example -> app' }];
  const tls = { certificates: [], fallback: outside, passthrough };
  const proxied = createProxiedCluster([{ port: 443, tls, virtualHosts: [] }], { app: { tls: inside } });
  const shown = async (servername: string) => {
    const socket = await proxied.client.connect(PROXY_ADDRESS, 443);
    const secured = connectTls({ socket, servername, rejectUnauthorized: false });
    await new Promise((resolve) => secured.once('secureConnect', resolve));
    const name = secured.getPeerCertificate().subject['CN'];
    secured.destroy();
    await turns(50);
    return name;
  };
  expect(await shown('app.example')).toBe('app.example');
  expect(await shown('other.example')).toBe('outside');
  expect(standing(proxied)).toEqual([]);
});

test('TLS to the endpoint: verified where it is asked for, by name and authority', async () => {
  const inside = await certificateFor(['app.example']);
  const other = await certificateFor(['app.example']);
  const answerOf = async (tls: object) => {
    const backend = { ...BACKEND, tls };
    const proxied = createProxiedCluster([{ port: 80, virtualHosts: everything(backend) }], { app: { tls: inside } });
    const { answer } = await proxied.ask(GET);
    return answer.split('\r\n')[0];
  };
  expect(await answerOf({})).toBe('HTTP/1.1 200 OK');
  expect(await answerOf({ serverName: 'app.example', verify: { ca: inside.certificate } })).toBe('HTTP/1.1 200 OK');
  expect(await answerOf({ serverName: 'no.example', verify: { ca: inside.certificate } })).toBe(
    'HTTP/1.1 502 Bad Gateway',
  );
  expect(await answerOf({ serverName: 'app.example', verify: { ca: other.certificate } })).toBe(
    'HTTP/1.1 502 Bad Gateway',
  );
});

test('an upgrade passes bytes both ways until one end goes', async () => {
  const proxied = createProxiedCluster([
    { port: 80, virtualHosts: everything({ name: 'echo', endpoints: [{ ...APP, port: 9000 }] }) },
  ]);
  proxied.appHost.listen(9000, (socket) => {
    socket.once('end', () => socket.end());
    socket.once('data', () => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-A: b\r\n\r\nhi;',
      );
      socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()));
    });
  });
  const socket = await proxied.client.connect(PROXY_ADDRESS, 80);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += String(text);
  });
  socket.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await turns(100);
  socket.write('one;');
  await turns(20);
  expect(answer.replace(/Date: [^\r]+/, 'Date: DATE')).toBe(
    'HTTP/1.1 101 Switching Protocols\r\nDate: DATE\r\nConnection: upgrade\r\nUpgrade: websocket\r\nX-A: b\r\n\r\nhi;ONE;',
  );
  socket.end();
  await turns(50);
  expect(standing(proxied)).toEqual([]);
  expect(proxied.lines).toEqual([expect.stringContaining('"GET /ws HTTP/1.1" 101 7 ')]);
});

test('a client that goes takes its request with it: 499 in the log, nothing left open', async () => {
  const proxied = createProxiedCluster([
    { port: 80, virtualHosts: everything({ name: 'slow', endpoints: [{ ...APP, port: 9000 }] }) },
  ]);
  serveHttp(proxied.app, { port: 9000, program: 'slow' }, () => {});
  const { socket } = await proxied.ask('GET /slow HTTP/1.1\nHost: a\n\n');
  socket.destroy();
  await turns(50);
  expect(standing(proxied)).toEqual([]);
  expect(proxied.lines).toEqual([expect.stringContaining('"GET /slow HTTP/1.1" 499 0 ')]);
});

test('an endpoint that is silent is a 504 after the read time-out, three times', async () => {
  const proxied = createProxiedCluster([
    { port: 80, virtualHosts: everything({ name: 'slow', endpoints: [{ ...APP, port: 9000 }] }) },
  ]);
  serveHttp(proxied.app, { port: 9000, program: 'slow' }, () => {});
  const { socket } = await proxied.ask('GET /slow HTTP/1.1\nHost: a\nConnection: close\n\n');
  let answer = '';
  socket.on('data', (text) => {
    answer += String(text);
  });
  await proxied.clock.advance(180_000);
  await turns(50);
  expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 504 Gateway Time-out');
  expect(proxied.lines[0]).toContain(`" 504 `);
  expect(proxied.lines[0]).toContain(
    '192.168.2.2:9000, 192.168.2.2:9000, 192.168.2.2:9000 0, 0, 0 60.000, 60.000, 60.000 504, 504, 504',
  );
  expect(proxied.errors).toHaveLength(3);
  expect(standing(proxied)).toEqual([]);
});

test('slow clients: a head or a body that does not come ends the connection without an answer', async () => {
  const proxied = createProxiedCluster([{ port: 80, virtualHosts: everything(BACKEND) }]);
  const head = await proxied.ask('GET / HT');
  const body = await proxied.ask('POST /app HTTP/1.1\nHost: a\nContent-Length: 10\n\n123');
  await proxied.clock.advance(60_000);
  await turns(50);
  expect([head.answer, body.answer]).toEqual(['', '']);
  expect(standing(proxied)).toEqual([]);
  expect(proxied.lines).toEqual([expect.stringContaining('"POST /app HTTP/1.1" 408 0 ')]);
});

test('idle connections close after 75 s, those to endpoints after a minute', async () => {
  const proxied = createProxiedCluster([{ port: 80, virtualHosts: everything(BACKEND) }]);
  const { answer, socket } = await proxied.ask('GET /app HTTP/1.1\nHost: a\n\n');
  expect(answer).toContain('Connection: keep-alive\r\n');
  await proxied.clock.advance(75_000);
  await turns(50);
  expect(socket.destroyed || socket.readableEnded).toBe(true);
  expect(standing(proxied)).toEqual([]);
  await proxied.clock.advance(300_000);
  expect([proxied.node(1), proxied.node(2)].flatMap((host) => host.conntrack())).toEqual([]);
});

test('a big body streams both ways without waiting for its end', async () => {
  const backend = { name: 'echo', endpoints: [{ ...APP, port: 9000 }] };
  const proxied = createProxiedCluster([{ port: 80, virtualHosts: everything(backend, { limits: { bodyBytes: 0 } }) }]);
  serveHttp(proxied.app, { port: 9000, program: 'echo' }, ({ request, response }) => request.pipe(response));
  const socket = await proxied.client.connect(PROXY_ADDRESS, 80);
  let received = 0;
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  const size = 8 * 1024 * 1024;
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  const part = Buffer.alloc(64 * 1024, 'x');
  for (let sent = 0; sent < size / 2; sent += part.length) socket.write(part);
  await turns(400);
  expect(received).toBeGreaterThan(size / 4);
  for (let sent = size / 2; sent < size; sent += part.length) socket.write(part);
  await turns(800);
  expect(received).toBeGreaterThan(size);
  socket.destroy();
});
