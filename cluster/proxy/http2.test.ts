import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { certificateFor } from './testing/certificates.ts';
import { APP, createProxiedCluster, everything, PROXY_ADDRESS } from './testing/proxied-cluster.ts';

const certificate = await certificateFor(['red.example']);
const listener = {
  port: 443,
  tls: { certificates: [{ hostname: 'red.example', certificate }], http2: true },
  virtualHosts: everything({ name: 'app', endpoints: [APP] }),
};

async function openSession({ client }: ReturnType<typeof createProxiedCluster>): Promise<ClientHttp2Session> {
  const socket = await client.connect(PROXY_ADDRESS, 443);
  const secured = connectTls({ socket, servername: 'red.example', ALPNProtocols: ['h2'], rejectUnauthorized: false });
  await new Promise((resolve, reject) => secured.once('secureConnect', resolve).once('error', reject));
  return connectHttp2('https://red.example', { createConnection: () => secured });
}

function exchange(session: ClientHttp2Session, headers: Record<string, string>, body?: string) {
  return new Promise<{ headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    let text = '';
    let got: Record<string, unknown> = {};
    stream.setEncoding('utf8').on('response', (answer) => {
      got = { ...answer };
    });
    stream.on('data', (chunk) => {
      text += String(chunk);
    });
    stream.on('end', () => resolve({ headers: got, body: text })).on('error', reject);
    if (body !== undefined) stream.end(body);
  });
}

test('requests of one HTTP/2 connection are forwarded in HTTP/1.1 and logged as HTTP/2.0', async () => {
  const proxied = createProxiedCluster([listener]);
  const session = await openSession(proxied);
  const answers = await Promise.all([
    exchange(session, { ':authority': 'red.example', ':path': '/app/x' }),
    exchange(session, { ':authority': 'red.example', ':path': '/app/x', ':method': 'POST' }, 'hello'),
    exchange(session, { ':authority': 'red.example', ':path': '/app/chunked' }),
  ]);
  session.destroy();
  expect(answers.map(({ headers }) => headers[':status'])).toEqual([200, 200, 200]);
  expect(answers[0]?.body).toBe(
    [
      'GET /app/x',
      'Host: red.example',
      'X-Forwarded-For: 192.168.1.1',
      'X-Forwarded-Host: red.example',
      'X-Forwarded-Port: 443',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Scheme: https',
      'X-Real-IP: 192.168.1.1',
      'X-Scheme: https',
      '',
      '',
    ].join('\n'),
  );
  expect(answers[1]?.body).toMatch(/^POST \/app\/x\nContent-Length: 5\n[\s\S]*\n\nhello$/);
  expect(answers[2]?.body).toBe('one,two');
  expect(proxied.lines.map((line) => /"([^"]*)" (\d+)/.exec(line)?.slice(1))).toEqual(
    expect.arrayContaining([
      ['GET /app/x HTTP/2.0', '200'],
      ['POST /app/x HTTP/2.0', '200'],
      ['GET /app/chunked HTTP/2.0', '200'],
    ]),
  );
});
