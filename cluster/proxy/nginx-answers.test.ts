import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SeededRandom } from '../machinery/random.ts';
import { createMachineNetwork } from '../network/machine-network.ts';
import { createTestCluster } from '../network/test-cluster.ts';
import { basicAuthFilter, parseHtpasswd } from './filters/basic-auth.ts';
import { startHttpProxy } from './http-proxy.ts';
import { serveHttp } from './http-server.ts';
import { createNginxDialect, NGINX_DEFAULTS } from './nginx-dialect.ts';
import type { Backend, ProxyRoute } from './proxy-configuration.ts';
import type { Answer } from './route-filter.ts';
import { answeringApp } from './testing/answering-app.ts';

/** What a real nginx 1.22 answered, configured as ingress-nginx does; `{{a*9000}}` stands for 9,000 times `a`. */
const recorded: Record<string, { request: string; answer: string }> = JSON.parse(
  readFileSync(new URL('./testing/nginx-answers.json', import.meta.url), 'utf8'),
);

/** Answers of the endpoint's own HTTP library, or of parsers that differ knowingly (docs/differences.md, Ingress). */
const DIFFERENT = new Set(['a folded header', 'a header without colon', 'Upgrade that the endpoint does not know']);

const TURNS = 200;

const expand = (text: string) =>
  text.replace(/\{\{(.)\*(\d+)\}\}/gs, (_, character: string, count: string) => character.repeat(Number(count)));

function recordedSetUp() {
  const cluster = createTestCluster();
  const { network, clock } = cluster;
  const machineOf = (host: ReturnType<typeof cluster.pod>) => ({
    network: createMachineNetwork(host, { network, lookup: async (name) => [name] }),
    clock,
    random: new SeededRandom(1),
  });
  const host = cluster.pod('ingress', 1, '192.168.1.2');
  const app = cluster.pod('app', 2, '192.168.2.2');
  serveHttp(machineOf(app), { port: 8080, program: 'app' }, ({ request, response }) => answeringApp(request, response));
  const proxy = startHttpProxy({
    machine: machineOf(host),
    dialect: createNginxDialect(() => NGINX_DEFAULTS),
    log: () => {},
  });
  const backend: Backend = { name: 'app', endpoints: [{ address: '192.168.2.2', port: 8080 }] };
  const answering = (path: string, answer: Answer): ProxyRoute => ({
    path: { type: 'string-prefix', value: path },
    filters: [({ target }) => (path === '/redirect308' ? redirect(308, `https://red.example${target}`) : answer)],
    backend,
    rule: path,
  });
  const redirect = (status: number, to: string): Answer => ({ status, headers: [['Location', to]] });
  const users = parseHtpasswd('ann:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n');
  const routes: ProxyRoute[] = [
    answering('/', { status: 404 }),
    { path: { type: 'string-prefix', value: '/app' }, backend, rule: '/app' },
    {
      path: { type: 'string-prefix', value: '/dead' },
      backend: { name: 'dead', endpoints: [{ address: '192.168.2.2', port: 9 }] },
      rule: '/dead',
    },
    answering('/redirect308', { status: 308 }),
    answering('/redirect301', redirect(301, 'https://red.example/')),
    answering('/redirect302', redirect(302, 'https://red.example/')),
    answering('/forbidden', { status: 403 }),
    answering('/unavailable', { status: 503 }),
    answering('/limited', { status: 429 }),
    {
      path: { type: 'string-prefix', value: '/auth' },
      backend,
      rule: '/auth',
      filters: [basicAuthFilter(users, 'Ask')],
    },
  ];
  proxy.configure({ listeners: [{ port: 80, virtualHosts: [{ hostname: '*', routes }] }] });
  return async (request: string) => {
    const socket = await host.connect('127.0.0.1', 80);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += String(text);
    });
    socket.write(Buffer.from(request, 'latin1'));
    for (let turn = 0; turn < TURNS && !socket.destroyed; turn++) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    return answer.replace(/Date: [^\r]+ GMT\r\n/g, 'Date: DATE\r\n');
  };
}

const ask = recordedSetUp();

test.each(Object.entries(recorded).filter(([name]) => !DIFFERENT.has(name)))('as nginx: %s', async (_, one) => {
  expect(await ask(expand(one.request))).toBe(expand(one.answer));
});
