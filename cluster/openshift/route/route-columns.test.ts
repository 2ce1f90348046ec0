import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { routeColumns } from './route-columns.ts';

function row(spec: object, status?: object): unknown[] {
  const object = { apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { name: 'hello' }, spec, status };
  return routeColumns.map((column) => column.value(object as KubernetesObject, { nowMs: 0 }));
}

const to = { kind: 'Service', name: 'hello', weight: 100 };
const ingress = (status: string, reason?: string) => ({
  host: 'h.example',
  conditions: [{ type: 'Admitted', status, ...(reason && { reason }) }],
});

test('as oc get route prints them', () => {
  const tls = { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' };
  expect(
    row({ host: 'h.example', to, tls, wildcardPolicy: 'None', path: '/a' }, { ingress: [ingress('True')] }),
  ).toEqual(['hello', 'h.example', '/a', 'hello', '<all>', 'edge/Redirect', 'None']);
});

test('in place of a host, why there is none', () => {
  expect(row({ host: 'h.example', to }, { ingress: [ingress('False', 'HostAlreadyClaimed')] })[1]).toBe(
    'HostAlreadyClaimed',
  );
  expect(row({ host: 'h.example', to }, { ingress: [] })[1]).toBe('Pending');
});

test('several services have shares', () => {
  const alternateBackends = [{ ...to, name: 'new', weight: 50 }];
  expect(row({ host: 'h', to, alternateBackends, port: { targetPort: 8080 } })[3]).toBe('hello(66%),new(33%)');
  expect(row({ host: 'h', to: { ...to, weight: 0 } })[3]).toBe('hello(0%)');
});
