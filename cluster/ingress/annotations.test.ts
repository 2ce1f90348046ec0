import { describe, expect, test } from 'vitest';
import { createWorld, ingress, rule, type World } from './testing/ingress-world.ts';

function world(annotations: Record<string, string>, more: Partial<World> & { paths?: Record<string, string> } = {}) {
  const { paths = { '/': 'red' }, ...rest } = more;
  return createWorld({ ingresses: [ingress('web', { rules: [rule('a.example', paths)] }, annotations)], ...rest });
}

test.each([
  ['app-root', { 'app-root': '/home' }, '/', '302 http://a.example/home'],
  ['app-root elsewhere', { 'app-root': '/home' }, '/x', '200 red-0 GET /x'],
  ['permanent-redirect', { 'permanent-redirect': 'https://b.example/y' }, '/x', '301 https://b.example/y'],
  [
    'its code',
    { 'permanent-redirect': 'https://b.example', 'permanent-redirect-code': '308' },
    '/',
    '308 https://b.example',
  ],
  ['its variables', { 'permanent-redirect': 'https://b.example$request_uri' }, '/x?y', '301 https://b.example/x?y'],
  ['temporal-redirect', { 'temporal-redirect': 'https://b.example' }, '/', '302 https://b.example'],
  ['force-ssl-redirect', { 'force-ssl-redirect': 'true' }, '/x?y=1', '308 https://a.example/x?y=1'],
  ['its slash at the end', { 'force-ssl-redirect': 'true' }, '/x/', '308 https://a.example/x'],
  ['ssl-redirect without TLS', { 'ssl-redirect': 'true' }, '/', '200 red-0 GET /'],
  ['rewrite-target of all', { 'rewrite-target': '/new' }, '/x/y?z', '200 red-0 GET /new?z'],
  ['rewrite-target that is the path', { 'rewrite-target': '/' }, '/x/y?z', '200 red-0 GET /x/y?z'],
  ['whitelist that has it', { 'whitelist-source-range': '10.0.0.0/8, 192.168.1.0/24' }, '/', '200 red-0 GET /'],
  ['whitelist without it', { 'whitelist-source-range': '10.0.0.0/8' }, '/', '403'],
  ['whitelist that is none', { 'whitelist-source-range': '10.0.0/8' }, '/', '503'],
  ['denylist', { 'denylist-source-range': '192.168.1.1' }, '/', '403'],
  ['auth without its Secret', { 'auth-type': 'basic', 'auth-secret': 'none' }, '/', '503'],
])('%s', async (_, annotations, path, brief) => {
  expect((await world(annotations as Record<string, string>).get(`a.example${path}`)).brief).toBe(brief);
});

test.each([
  ['/api/v1/x?y', '200 red-0 GET /v1/x?y'],
  ['/api', '200 red-0 GET /'],
  ['/API/v1', '200 red-0 GET /v1'],
  ['/apiary', '404'],
])('rewrite-target with capture groups: %s', async (path, brief) => {
  const { get } = world(
    { 'use-regex': 'true', 'rewrite-target': '/$2' },
    { paths: { '/api(/|$)(.*) ImplementationSpecific': 'red' } },
  );
  expect((await get(`a.example${path}`)).brief).toBe(brief);
});

test('the Prefix /api with rewrite-target / sends everything below it to the root', async () => {
  const { get } = world({ 'rewrite-target': '/' }, { paths: { '/api': 'red' } });
  expect((await get('a.example/api/v1/users')).brief).toBe('200 red-0 GET /');
});

test('an expression that would take exponential time elsewhere answers at once', async () => {
  const { get } = world({ 'use-regex': 'true' }, { paths: { '/(a+)+$ ImplementationSpecific': 'red' } });
  expect((await get(`a.example/${'a'.repeat(5000)}!`)).brief).toBe('404');
});

describe('canary', () => {
  const main = () => ingress('main', { rules: [rule('a.example', { '/': 'red' })] });
  const canary = (annotations: Record<string, string>) =>
    ingress('canary', { rules: [rule('a.example', { '/': 'blue' })] }, { canary: 'true', ...annotations });
  test.each([
    ['no header', { 'canary-by-header': 'X-C' }, [], 'red'],
    ['always', { 'canary-by-header': 'X-C' }, ['X-C: always'], 'blue'],
    ['never', { 'canary-by-header': 'X-C', 'canary-weight': '100' }, ['X-C: never'], 'red'],
    ['another value', { 'canary-by-header': 'X-C', 'canary-weight': '100' }, ['X-C: perhaps'], 'blue'],
    ['its value', { 'canary-by-header': 'X-C', 'canary-by-header-value': 'yes' }, ['X-C: yes'], 'blue'],
    ['not always then', { 'canary-by-header': 'X-C', 'canary-by-header-value': 'yes' }, ['X-C: always'], 'red'],
    ['its pattern', { 'canary-by-header': 'X-C', 'canary-by-header-pattern': 'y|z' }, ['X-C: az'], 'blue'],
    ['cookie', { 'canary-by-cookie': 'c' }, ['Cookie: b=1; c=always'], 'blue'],
    ['cookie never', { 'canary-by-cookie': 'c', 'canary-weight': '100' }, ['Cookie: c=never'], 'red'],
    [
      'header before cookie',
      { 'canary-by-header': 'X-C', 'canary-by-cookie': 'c' },
      ['X-C: never', 'Cookie: c=always'],
      'red',
    ],
    ['weight 0', { 'canary-weight': '0' }, [], 'red'],
    ['weight 100', { 'canary-weight': '100' }, [], 'blue'],
  ])('%s', async (_, annotations, headers, service) => {
    const { get, lines } = createWorld({ ingresses: [main(), canary(annotations as Record<string, string>)] });
    expect((await get('a.example/', headers)).brief).toBe(`200 ${service}-0 GET /`);
    expect(lines[0]).toContain(`[default-red-80] [${service === 'blue' ? 'default-blue-80' : ''}] `);
  });

  test('weight 30 takes about 30 of 100, of a total of 1000 about 3', async () => {
    const share = async (annotations: Record<string, string>) => {
      const { get } = createWorld({ ingresses: [main(), canary(annotations)] });
      let blue = 0;
      for (let request = 0; request < 200; request++) if ((await get('a.example/')).body.startsWith('blue')) blue++;
      return blue / 2;
    };
    expect(Math.abs((await share({ 'canary-weight': '30' })) - 30)).toBeLessThan(12);
    expect(await share({ 'canary-weight': '30', 'canary-weight-total': '1000' })).toBeLessThan(10);
  });

  test('of a host that nobody has it is told in the log', () => {
    const lonely = ingress('c', { rules: [rule('b.example', { '/': 'blue' })] }, { canary: 'true' });
    expect(createWorld({ ingresses: [main(), lonely] }).warnings).toEqual([
      'cannot merge alternative backend default-blue-80 into hostname b.example that does not exist',
    ]);
  });
});

test('auth-type basic asks, and keeps the password from the endpoint', async () => {
  const secrets = { users: { auth: 'ann:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n' } };
  const { get } = world({ 'auth-type': 'basic', 'auth-secret': 'users', 'auth-realm': 'Ask' }, { secrets });
  const asked = await get('a.example/');
  expect(asked.status).toBe(401);
  expect(asked.answer).toContain('WWW-Authenticate: Basic realm="Ask"\r\n');
  expect((await get('a.example/', [`Authorization: Basic ${btoa('ann:wrong')}`])).status).toBe(401);
  const admitted = await get('a.example/', [`Authorization: Basic ${btoa('ann:secret')}`]);
  expect(admitted.status).toBe(200);
  expect(admitted.body).not.toContain('Authorization');
});

test('limit-rps lets the burst through, then answers 503 (or what the ConfigMap says) until time has passed', async () => {
  const limited = world({ 'limit-rps': '1' }, { settings: { 'limit-req-status-code': '429' } });
  const statuses: number[] = [];
  for (let request = 0; request < 8; request++) statuses.push((await limited.get('a.example/')).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  await limited.clock.advance(1000);
  expect((await limited.get('a.example/')).status).toBe(200);
});

test('proxy-body-size: 413 beyond it', async () => {
  const { get } = world({ 'proxy-body-size': '1k' });
  expect((await get('a.example/', ['Content-Length: 1025'], 'POST')).status).toBe(413);
});

test('enable-cors answers preflights and marks answers', async () => {
  const { get } = world({ 'enable-cors': 'true', 'cors-allow-origin': 'https://*.b.example, https://c.example' });
  const preflight = await get('a.example/', ['Origin: https://x.b.example'], 'OPTIONS');
  expect(preflight.status).toBe(204);
  expect(preflight.answer).toContain('Access-Control-Allow-Origin: https://x.b.example\r\n');
  expect((await get('a.example/', ['Origin: https://c.example'])).answer).toContain(
    'Access-Control-Allow-Origin: https://c.example\r\n',
  );
  expect((await get('a.example/', ['Origin: https://d.example'])).answer).not.toContain('Access-Control');
});

test('affinity cookie: a client stays with its pod', async () => {
  const { get } = world({ affinity: 'cookie', 'session-cookie-name': 'route' }, { services: { red: 5 } });
  const first = await get('a.example/');
  const cookie = /^Set-Cookie: (route=[^;]+); Path=\/; HttpOnly\r$/m.exec(first.answer)?.[1] ?? '';
  expect(cookie).toMatch(/^route=\d+\.\d+\.29\.\d+\|[0-9a-f]{32}$/);
  for (let request = 0; request < 5; request++) {
    const again = await get('a.example/', [`Cookie: ${cookie}`]);
    expect(again.brief).toBe(first.brief);
    expect(again.answer).not.toContain('Set-Cookie');
  }
});

test('upstream-vhost and the ConfigMap’s forwarded headers', async () => {
  const vhost = await world({ 'upstream-vhost': 'inside.example' }).get('a.example/');
  expect(vhost.body).toContain('\nHost: inside.example\n');
  const sent = ['X-Forwarded-For: 203.0.113.7, 10.0.0.1', 'X-Forwarded-Proto: https'];
  const trusting = world({ 'force-ssl-redirect': 'true' }, { settings: { 'use-forwarded-headers': 'true' } });
  expect((await trusting.get('a.example/', sent)).body).toContain('\nX-Forwarded-For: 203.0.113.7\n');
  const settings = { 'use-forwarded-headers': 'true', 'compute-full-forwarded-for': 'true' };
  expect((await world({}, { settings }).get('a.example/', sent)).body).toContain(
    '\nX-Forwarded-For: 203.0.113.7, 10.0.0.1, 192.168.1.1\n',
  );
  expect((await world({}).get('a.example/', sent)).body).toContain('\nX-Forwarded-For: 192.168.1.1\n');
});

test('server-alias and from-to-www-redirect', async () => {
  const { get } = world({ 'server-alias': 'b.example', 'from-to-www-redirect': 'true' });
  expect((await get('b.example/')).brief).toBe('200 red-0 GET /');
  expect((await get('www.a.example/x')).brief).toBe('308 http://a.example/x');
});
