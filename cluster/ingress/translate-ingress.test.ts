import { expect, test } from 'vitest';
import type { EndpointSlice, Service } from '../client/objects.ts';
import { RouteTable } from '../proxy/route-match.ts';
import { readSettings } from './controller-settings.ts';
import { FilterMemory } from './filter-memory.ts';
import { CLASS_DEFAULTS } from './ingress-class.ts';
import type { Ingress, IngressClass } from './ingress-objects.ts';
import { type IngressInputs, type Translation, translateIngresses } from './translate-ingress.ts';

function stored(kind: string, name: string, rest: object, uid = name): unknown {
  const metadata = { name, namespace: 'default', uid, resourceVersion: '1', creationTimestamp: '2026-01-05T09:00:00Z' };
  return { apiVersion: 'v1', kind, ...rest, metadata: { ...metadata, ...(rest as { metadata?: object }).metadata } };
}

type Translated = Translation['configuration'];

const matchRoute = ({ listeners }: Translated, host: string, path: string) =>
  new RouteTable(listeners[0]?.virtualHosts ?? []).match(host, path);

const classes = [stored('IngressClass', 'nginx', { spec: { controller: 'k8s.io/ingress-nginx' } })] as IngressClass[];
const red = stored('Service', 'red', {
  spec: { clusterIP: '10.96.88.4', ports: [{ name: 'http', port: 80 }] },
}) as Service;
const slice = stored('EndpointSlice', 'red-x', {
  ports: [{ name: 'http', port: 8080 }],
  endpoints: [
    { addresses: ['192.168.4.2'], conditions: { ready: true } },
    { addresses: ['192.168.2.2'], conditions: { ready: true } },
    { addresses: ['192.168.3.9'], conditions: { ready: false } },
  ],
}) as EndpointSlice;

function ingress(name: string, spec: object, annotations: Record<string, string> = {}, uid = name): Ingress {
  return stored('Ingress', name, { spec, metadata: { annotations } }, uid) as Ingress;
}

function inputs(...ingresses: Ingress[]): IngressInputs {
  return {
    ingresses,
    classes,
    service: (key) => (key === 'default/red' ? red : undefined),
    slicesOf: (key) => (key === 'default/red' ? [slice] : []),
    secret: () => undefined,
    configMap: () => undefined,
  };
}

function translate(...ingresses: Ingress[]): Translation {
  return translateIngresses(inputs(...ingresses), {
    settings: readSettings(undefined, () => undefined),
    classes: CLASS_DEFAULTS,
    memory: new FilterMemory(),
    nowMs: Date.UTC(2026, 0, 5, 9),
    ports: { http: 80, https: 443 },
    enablePassthrough: false,
  });
}

const toRed = (path: string, pathType = 'Prefix') => ({
  path,
  pathType,
  backend: { service: { name: 'red', port: { number: 80 } } },
});

test('a rule leads to the ready pods behind its Service, and names the field that says so', () => {
  const own = ingress('red', { ingressClassName: 'nginx', rules: [{ http: { paths: [toRed('/')] } }] });
  const { configuration, warnings } = translate(own);
  expect(warnings).toEqual([]);
  expect(matchRoute(configuration, 'any.example', '/x')).toMatchObject({
    path: { type: 'string-prefix', value: '/' },
    backend: {
      name: 'default-red-80',
      endpoints: [
        { address: '192.168.2.2', port: 8080 },
        { address: '192.168.4.2', port: 8080 },
      ],
    },
    rule: '/ -> default/red:80 (endpoints)',
    origin: { object: 'Ingress default/red', field: 'spec.rules[0].http.paths[0].backend.service', value: 'red:80' },
  });
});

test('without a class, or with one of another controller, an Ingress is ignored', () => {
  const rules = [{ http: { paths: [toRed('/')] } }];
  const { configuration } = translate(ingress('a', { rules }), ingress('b', { ingressClassName: 'other', rules }));
  expect(matchRoute(configuration, 'x', '/')?.rule).toBe('/ -> default backend');
});

test('service-upstream leaves the choice of the pod to the ClusterIP', () => {
  const annotations = { 'nginx.ingress.kubernetes.io/service-upstream': 'true' };
  const own = ingress('red', { ingressClassName: 'nginx', rules: [{ http: { paths: [toRed('/')] } }] }, annotations);
  const route = matchRoute(translate(own).configuration, 'x', '/');
  expect(route?.backend.endpoints).toEqual([{ address: '10.96.88.4', port: 80 }]);
  expect(route?.rule).toBe('/ -> default/red:80 (cluster IP)');
});

test('exact before longest prefix, whole path elements; a host has its paths to itself', () => {
  const spec = {
    ingressClassName: 'nginx',
    rules: [
      { host: 'red.example', http: { paths: [toRed('/a'), toRed('/a/b'), toRed('/a/b', 'Exact')] } },
      { host: '*.example', http: { paths: [toRed('/w', 'ImplementationSpecific')] } },
      { http: { paths: [toRed('/any')] } },
    ],
  };
  const { configuration } = translate(ingress('red', spec));
  const answers = (host: string, url: string) => {
    const route = matchRoute(configuration, host, url);
    return `${route?.path.type} ${route?.rule}`;
  };
  expect(answers('red.example', '/a/b')).toBe('exact /a/b -> default/red:80 (endpoints)');
  expect(answers('red.example', '/a/b/')).toBe('string-prefix /a/b -> default/red:80 (endpoints)');
  expect(answers('red.example', '/a/b/c')).toBe('string-prefix /a/b -> default/red:80 (endpoints)');
  expect(answers('red.example', '/a')).toBe('exact /a -> default/red:80 (endpoints)');
  for (const path of ['/ab', '/A', '/w', '/any']) {
    expect(answers('red.example', path)).toBe('string-prefix / -> default backend');
  }
  expect(answers('blue.example', '/w/x')).toBe('string-prefix /w -> default/red:80 (endpoints)');
  expect(answers('a.blue.example', '/w')).toBe('string-prefix / -> default backend');
  expect(answers('other.test', '/any/x')).toBe('string-prefix /any -> default/red:80 (endpoints)');
});

test('a regular expression or a rewrite makes all paths of the host expressions without case, longest first', () => {
  const annotations = { 'nginx.ingress.kubernetes.io/rewrite-target': '/$2' };
  const own = [
    ingress(
      'api',
      { ingressClassName: 'nginx', rules: [{ host: 'r', http: { paths: [toRed('/api(/|$)(.*)')] } }] },
      annotations,
    ),
    ingress('web', {
      ingressClassName: 'nginx',
      rules: [{ host: 'r', http: { paths: [toRed('/web'), toRed('/x', 'Exact')] } }],
    }),
  ];
  const { configuration } = translate(...own);
  const rule = (path: string) => matchRoute(configuration, 'r', path)?.rule;
  expect(rule('/API/v1')).toBe('/api(/|$)(.*) -> default/red:80 (endpoints)');
  expect(rule('/apix')).toBe('/ -> default backend');
  expect(rule('/webshop')).toBe('/web -> default/red:80 (endpoints)');
  expect(rule('/x/y')).toBe('/x -> default/red:80 (endpoints)');
});

test('two Ingresses on one path: the older one has it', () => {
  const spec = (name: string) => ({
    ingressClassName: 'nginx',
    rules: [{ http: { paths: [{ ...toRed('/'), backend: { service: { name, port: { number: 80 } } } }] } }],
  });
  const { configuration, warnings } = translate(
    ingress('b', spec('other'), {}, '2'),
    ingress('a', spec('red'), {}, '1'),
  );
  expect(matchRoute(configuration, 'x', '/')?.rule).toBe('/ -> default/red:80 (endpoints)');
  expect(warnings).toEqual([
    {
      level: 'W',
      source: 'controller.go:1163',
      text: 'Error obtaining Endpoints for Service "default/other": no object matching key "default/other" in local store',
    },
  ]);
});
