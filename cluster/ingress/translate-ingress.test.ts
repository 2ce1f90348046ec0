import { expect, test } from 'vitest';
import type { EndpointSlice, Service } from '../client/objects.ts';
import { RouteTable } from '../proxy/route-match.ts';
import type { Ingress, IngressClass } from './ingress-objects.ts';
import { type IngressInputs, translateIngresses } from './translate-ingress.ts';

function stored(kind: string, name: string, rest: object, uid = name): unknown {
  const metadata = { name, namespace: 'default', uid, resourceVersion: '1', creationTimestamp: '2026-01-05T09:00:00Z' };
  return { apiVersion: 'v1', kind, ...rest, metadata: { ...metadata, ...(rest as { metadata?: object }).metadata } };
}

const matchRoute = ({ virtualHosts }: ReturnType<typeof translateIngresses>, host: string, path: string) =>
  new RouteTable(virtualHosts).match(host, path);

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
  };
}

const toRed = (path: string, pathType = 'Prefix') => ({
  path,
  pathType,
  backend: { service: { name: 'red', port: { number: 80 } } },
});

test('a rule leads to the ready pods behind its Service, and names the field that says so', () => {
  const own = ingress('red', { ingressClassName: 'nginx', rules: [{ http: { paths: [toRed('/')] } }] });
  expect(translateIngresses(inputs(own))).toEqual({
    virtualHosts: [
      {
        hostname: '*',
        routes: [
          {
            path: { type: 'prefix', value: '/' },
            backend: {
              name: 'default-red-80',
              endpoints: [
                { address: '192.168.2.2', port: 8080 },
                { address: '192.168.4.2', port: 8080 },
              ],
            },
            rule: '/ -> default/red:80 (endpoints)',
            origin: {
              object: 'Ingress default/red',
              field: 'spec.rules[0].http.paths[0].backend.service',
              value: 'red:80',
            },
          },
        ],
      },
    ],
  });
});

test('without a class, or with one of another controller, an Ingress is ignored', () => {
  const rules = [{ http: { paths: [toRed('/')] } }];
  expect(
    translateIngresses(inputs(ingress('a', { rules }), ingress('b', { ingressClassName: 'other', rules }))),
  ).toEqual({
    virtualHosts: [],
  });
});

test('service-upstream leaves the choice of the pod to the ClusterIP', () => {
  const annotations = { 'nginx.ingress.kubernetes.io/service-upstream': 'true' };
  const own = ingress('red', { ingressClassName: 'nginx', rules: [{ http: { paths: [toRed('/')] } }] }, annotations);
  expect(matchRoute(translateIngresses(inputs(own)), 'x', '/')?.backend.endpoints).toEqual([
    { address: '10.96.88.4', port: 80 },
  ]);
});

test('exact before longest prefix, whole path elements, exact host before wildcard before any', () => {
  const spec = {
    ingressClassName: 'nginx',
    rules: [
      { host: 'red.example', http: { paths: [toRed('/a'), toRed('/a/b'), toRed('/a/b', 'Exact')] } },
      { host: '*.example', http: { paths: [toRed('/w')] } },
      { http: { paths: [toRed('/any')] } },
    ],
  };
  const configuration = translateIngresses(inputs(ingress('red', spec)));
  const path = (host: string, url: string) => matchRoute(configuration, host, url)?.path;
  expect(path('red.example', '/a/b')).toEqual({ type: 'exact', value: '/a/b' });
  expect(path('red.example', '/a/b/c')).toEqual({ type: 'prefix', value: '/a/b' });
  expect(path('red.example', '/ab')).toBeUndefined();
  expect(path('red.example', '/w')).toEqual({ type: 'prefix', value: '/w' });
  expect(path('other.test', '/any/x')).toEqual({ type: 'prefix', value: '/any' });
});

test('two Ingresses on one path: the older one has it', () => {
  const spec = (name: string) => ({
    ingressClassName: 'nginx',
    rules: [{ http: { paths: [{ ...toRed('/'), backend: { service: { name, port: { number: 80 } } } }] } }],
  });
  const configuration = translateIngresses(
    inputs(ingress('b', spec('other'), {}, '2'), ingress('a', spec('red'), {}, '1')),
  );
  expect(matchRoute(configuration, 'x', '/')?.rule).toBe('/ -> default/red:80 (endpoints)');
});
