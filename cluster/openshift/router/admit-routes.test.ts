import { expect, test } from 'vitest';
import type { Route, RouteSpec } from '../route/route.ts';
import { admitRoutes } from './admit-routes.ts';

const STRICT = { allowWildcards: false, sharedHosts: false };

function route(name: string, namespace: string, second: number, spec: Partial<RouteSpec> = {}): Route {
  const time = `2026-01-05T09:00:0${second}Z`;
  return {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name, namespace, uid: `${namespace}/${name}`, resourceVersion: '1', creationTimestamp: time },
    spec: { host: 'hello.example', to: { kind: 'Service', name: 'hello' }, ...spec },
  };
}

function messages(routes: readonly Route[], options = STRICT): Record<string, string> {
  const decisions = [...admitRoutes(routes, options)];
  return Object.fromEntries(
    decisions.map(([{ metadata }, rejection]) => [
      metadata.name,
      rejection ? `${rejection.reason}: ${rejection.message}` : 'admitted',
    ]),
  );
}

test('the oldest route has the host, whatever the order in which they are read', () => {
  expect(messages([route('late', 'shop', 5), route('early', 'default', 1), route('twin', 'default', 3)])).toEqual({
    early: 'admitted',
    late: 'HostAlreadyClaimed: a route in another namespace holds hello.example and is older than late',
    twin: 'HostAlreadyClaimed: route early already exposes hello.example and is older',
  });
});

test('in one namespace, paths of a host are several routes; over namespaces only where owners are not compared', () => {
  const routes = [
    route('root', 'default', 1),
    route('api', 'default', 2, { path: '/api' }),
    route('far', 'b', 3, { path: '/far' }),
  ];
  expect(messages(routes)).toMatchObject({
    root: 'admitted',
    api: 'admitted',
    far: expect.stringContaining('HostAlreadyClaimed'),
  });
  expect(messages(routes, { ...STRICT, sharedHosts: true })).toMatchObject({ far: 'admitted' });
});

test('wildcards, bad hosts and certificates that do not load are refused by themselves', () => {
  const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
  expect(
    messages([
      route('wild', 'default', 1, { wildcardPolicy: 'Subdomain', host: 'a.b' }),
      route('none', 'default', 2, { host: '' }),
      route('torn', 'default', 3, { host: 'c.d', tls: { termination: 'edge', certificate } }),
    ]),
  ).toEqual({
    wild: 'RouteNotAdmitted: wildcard routes are not allowed',
    none: 'NoHostValue: no host value was defined for the route',
    torn: 'ExtendedValidationFailed: spec.tls.certificate: Invalid value: "redacted certificate data": tls: failed to find any PEM data',
  });
});
