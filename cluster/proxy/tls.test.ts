import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { certificateFor } from './testing/certificates.ts';
import { APP, createProxiedCluster, everything, PROXY_ADDRESS, turns } from './testing/proxied-cluster.ts';

const BACKEND = { name: 'app', endpoints: [APP] };
const red = await certificateFor(['red.example']);
const wild = await certificateFor(['*.blue.example']);
const fallback = await certificateFor(['fallback.example']);
const tls = {
  certificates: [
    { hostname: 'red.example', certificate: red },
    { hostname: '*.blue.example', certificate: wild },
  ],
  fallback,
};

type Proxied = ReturnType<typeof createProxiedCluster>;

async function handshake({ client }: Proxied, options: ConnectionOptions, port = 443): Promise<TLSSocket> {
  const socket = await client.connect(PROXY_ADDRESS, port);
  const secured = connectTls({ socket, rejectUnauthorized: false, ...options });
  return new Promise((resolve, reject) => {
    secured.once('secureConnect', () => resolve(secured)).once('error', reject);
  });
}

test('the certificate is the name’s, its wildcard’s, or the fallback', async () => {
  const proxied = createProxiedCluster([{ port: 443, tls, virtualHosts: everything(BACKEND) }]);
  const shown = async (servername: string) =>
    (await handshake(proxied, servername ? { servername } : {})).getPeerCertificate().subject['CN'];
  expect(await shown('red.example')).toBe('red.example');
  expect(await shown('RED.example')).toBe('red.example');
  expect(await shown('a.blue.example')).toBe('*.blue.example');
  expect(await shown('a.b.blue.example')).toBe('fallback.example');
  expect(await shown('green.example')).toBe('fallback.example');
  expect(await shown('')).toBe('fallback.example');
});

test('requests over TLS are forwarded in the clear and say where they came in', async () => {
  const proxied = createProxiedCluster([{ port: 443, tls, virtualHosts: everything(BACKEND) }]);
  const secured = await handshake(proxied, { servername: 'red.example' });
  let answer = '';
  secured.setEncoding('utf8').on('data', (text) => {
    answer += String(text);
  });
  secured.write('GET /app HTTP/1.1\r\nHost: red.example\r\nConnection: close\r\n\r\n');
  await turns(300);
  expect(answer).toContain('X-Forwarded-Port: 443\nX-Forwarded-Proto: https\n');
});

test('without a certificate for a name, and no fallback, the handshake fails', async () => {
  const proxied = createProxiedCluster([
    { port: 443, tls: { certificates: tls.certificates }, virtualHosts: everything(BACKEND) },
  ]);
  await expect(handshake(proxied, { servername: 'green.example' })).rejects.toThrow(/alert/);
  expect(proxied.client.sockets().filter(({ state }) => state === 'ESTABLISHED')).toEqual([]);
});

test('clear text on the TLS port is told so', async () => {
  const { ask } = createProxiedCluster([{ port: 443, tls, virtualHosts: everything(BACKEND) }]);
  const { answer } = await ask('GET / HTTP/1.1\nHost: red.example\n\n', 443);
  expect(answer).toContain('<title>400 The plain HTTP request was sent to HTTPS port</title>');
});
