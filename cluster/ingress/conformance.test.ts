import { expect, test } from 'vitest';
import { createWorld, ingress, ingressClass, rule } from './testing/ingress-world.ts';

/** The features of the Ingress controller conformance suite (kubernetes-sigs/ingress-controller-conformance). */

test('default backend: an Ingress without rules takes every host and path', async () => {
  const backend = { service: { name: 'red', port: { number: 80 } } };
  const { get } = createWorld({ ingresses: [ingress('all', { defaultBackend: backend })] });
  expect((await get('any.example/some/path')).brief).toBe('200 red-0 GET /some/path');
  expect((await get('/')).status).toBe(400);
});

test('host rules: exact, wildcard of one label, and 404 for the others', async () => {
  const { get } = createWorld({
    ingresses: [ingress('hosts', { rules: [rule('*.foo.com', { '/': 'red' }), rule('foo.bar.com', { '/': 'blue' })] })],
  });
  expect((await get('foo.bar.com/')).brief).toBe('200 blue-0 GET /');
  expect((await get('FOO.bar.com:8080/')).brief).toBe('200 blue-0 GET /');
  expect((await get('bar.foo.com/')).brief).toBe('200 red-0 GET /');
  for (const host of ['baz.bar.foo.com', 'foo.com', 'subdomain.foo.bar.com', 'other.com']) {
    expect((await get(`${host}/`)).brief).toBe('404');
  }
});

test.each([
  ['of the controller', { ingressClassName: 'nginx' }, {}, [], 200],
  ['of another one', { ingressClassName: 'other' }, {}, [], 404],
  ['that does not exist', { ingressClassName: 'ngnix' }, {}, [], 404],
  ['none', { ingressClassName: undefined }, {}, [], 404],
  ['none, watched', { ingressClassName: undefined }, {}, ['--watch-ingress-without-class'], 200],
  ['the old annotation', { ingressClassName: undefined }, { 'kubernetes.io/ingress.class': 'nginx' }, [], 200],
  ['another old annotation', { ingressClassName: 'nginx' }, { 'kubernetes.io/ingress.class': 'x' }, [], 404],
  ['by name', { ingressClassName: 'blue' }, {}, ['--ingress-class-by-name', '--ingress-class', 'blue'], 200],
])('ingress class: %s', async (_, spec, annotations, flags, status) => {
  const classes = [ingressClass('nginx', 'k8s.io/ingress-nginx'), ingressClass('other', 'example.com/other')];
  const ingresses = [ingress('web', { rules: [rule('', { '/': 'red' })], ...spec }, annotations)];
  expect((await createWorld({ ingresses, classes, flags }).get('a.example/')).status).toBe(status);
});

test('load balancing: 100 requests reach all of 10 pods', async () => {
  const { get } = createWorld({
    ingresses: [ingress('web', { rules: [rule('', { '/': 'red' })] })],
    services: { red: 10 },
  });
  const pods = new Map<string, number>();
  for (let request = 0; request < 100; request++) {
    const pod = (await get('a.example/')).body.split(' ')[0] ?? '';
    pods.set(pod, (pods.get(pod) ?? 0) + 1);
  }
  expect([...pods.values()]).toEqual(Array.from({ length: 10 }, () => 10));
});

const PATHS = {
  '/foo Exact': 'exact',
  '/foo/ Exact': 'slash',
  '/aaa/bbb Prefix': 'prefix',
  '/aaa Prefix': 'short',
  '/Case Prefix': 'case',
  '/trail/ Prefix': 'trail',
  '/impl ImplementationSpecific': 'impl',
};

test.each([
  ['/foo', 'exact'],
  ['/foo/', 'slash'],
  ['/FOO', ''],
  ['/foo/x', ''],
  ['/aaa/bbb', 'prefix'],
  ['/aaa/bbb/', 'prefix'],
  ['/aaa/bbb/ccc', 'prefix'],
  ['/aaa/bbbxyz', 'short'],
  ['/aaa', 'short'],
  ['/aaaccc', ''],
  ['/Case/x', 'case'],
  ['/case', ''],
  ['/trail/', 'trail'],
  ['/trail/x', 'trail'],
  ['/impl/x', 'impl'],
  ['/implx', ''],
  ['/foo?x=/aaa', 'exact'],
  ['/aaa//bbb', 'prefix'],
  ['/x/../foo', 'exact'],
  ['/%66oo', 'exact'],
  ['/', ''],
])('path rules: %s', async (path, service) => {
  const services = Object.fromEntries(Object.values(PATHS).map((name) => [name, 1]));
  const { get } = createWorld({ ingresses: [ingress('paths', { rules: [rule('a.example', PATHS)] })], services });
  expect((await get(`a.example${path}`)).brief).toBe(service ? `200 ${service}-0 GET ${path}` : '404');
});
