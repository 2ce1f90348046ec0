import { expect, test } from 'vitest';
import { SeededRandom } from '../machinery/random.ts';
import { createMachineNetwork } from '../network/machine-network.ts';
import { createTestCluster, readText } from '../network/test-cluster.ts';
import { startHttpProxy } from './http-proxy.ts';
import { serveHttp } from './http-server.ts';
import { nginxDialect } from './nginx-dialect.ts';

function proxied(endpoints: { address: string; port: number }[]) {
  const cluster = createTestCluster();
  const { network, clock } = cluster;
  const machineOf = (host: ReturnType<typeof cluster.pod>) => ({
    network: createMachineNetwork(host, { network, lookup: async (name) => [name] }),
    clock,
    random: new SeededRandom(1),
  });
  const proxyHost = cluster.pod('ingress', 1, '192.168.1.2');
  const app = cluster.pod('app', 2, '192.168.2.2');
  serveHttp(machineOf(app), { port: 8080, program: 'app' }, ({ request, response }) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'x-request-id'));
    response.end(JSON.stringify({ method: request.method, url: request.url, headers }));
  });
  const lines: string[] = [];
  const proxy = startHttpProxy({
    machine: machineOf(proxyHost),
    dialect: nginxDialect,
    log: (line) => lines.push(line),
  });
  const backend = { name: 'default-app-80', endpoints };
  const route = { path: { type: 'prefix' as const, value: '/app' }, backend, rule: '/app -> default/app:80' };
  proxy.configure({ listeners: [{ port: 80, virtualHosts: [{ hostname: '*', routes: [route] }] }] });
  const ask = async (text: string) => {
    const socket = await cluster.node(1).connect('192.168.1.2', 80);
    socket.write(text.replaceAll('\n', '\r\n'));
    return readText(socket);
  };
  return { ask, lines };
}

const APP = { address: '192.168.2.2', port: 8080 };

test('forwards with nginx’s headers, the host kept and the peer named', async () => {
  const { ask, lines } = proxied([APP]);
  const answer = await ask('GET /app/x?y=1 HTTP/1.1\nHost: red.example\nConnection: close\n\n');
  expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
  const body = JSON.parse(/\{.*\}/.exec(answer)?.[0] ?? 'null');
  expect(body).toMatchObject({
    method: 'GET',
    url: '/app/x?y=1',
    headers: {
      host: 'red.example',
      'x-real-ip': '192.168.1.1',
      'x-forwarded-for': '192.168.1.1',
      'x-forwarded-host': 'red.example',
    },
  });
  expect(lines).toEqual([
    expect.stringMatching(
      /^192\.168\.1\.1 - - \[05\/Jan\/2026:09:00:00 \+0000\] "GET \/app\/x\?y=1 HTTP\/1\.1" 200 \d+ "-" "-" \d+ 0\.000 \[default-app-80\] \[\] 192\.168\.2\.2:8080 \d+ 0\.000 200 [0-9a-f]{32}$/,
    ),
  ]);
});

test('404 where no route matches, 503 without endpoints, both in nginx’s words', async () => {
  const { ask } = proxied([]);
  const notFound = await ask('GET /other HTTP/1.1\nHost: a\nConnection: close\n\n');
  expect(notFound).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(notFound).toContain('<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>');
  const unavailable = await ask('GET /app HTTP/1.1\nHost: a\nConnection: close\n\n');
  expect(unavailable).toContain('<h1>503 Service Temporarily Unavailable</h1>');
});

test('an endpoint that refuses is passed over; when all refuse, 502', async () => {
  const closed = { address: '192.168.2.2', port: 9 };
  const { ask, lines } = proxied([closed, APP]);
  const statuses = [await ask('GET /app HTTP/1.0\n\n'), await ask('GET /app HTTP/1.0\n\n')].map(
    (text) => text.split(' ')[1],
  );
  expect(statuses).toEqual(['200', '200']);
  expect(lines.some((line) => line.includes('192.168.2.2:9, 192.168.2.2:8080'))).toBe(true);
  const broken = proxied([closed]);
  expect((await broken.ask('GET /app HTTP/1.0\n\n')).split(' ')[1]).toBe('502');
});
