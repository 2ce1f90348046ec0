import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { aggregateText } from '../field-error.ts';
import { ingressKind } from './ingress.ts';

const backend = { service: { name: 'red', port: { number: 80 } } };

function ingress(spec: object, status: object = {}): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'red', namespace: 'default' },
    spec,
    status,
  };
}

const rule = (path: object, host?: string) => ({ rules: [{ ...(host && { host }), http: { paths: [path] } }] });

test.each([
  [rule({ path: '/', pathType: 'Prefix', backend }, 'red.example.com'), ''],
  [{}, 'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified'],
  [rule({ path: '/', backend }), 'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified'],
  [
    rule({ path: 'red', pathType: 'Prefix', backend }),
    'spec.rules[0].http.paths[0].path: Invalid value: "red": must be an absolute path',
  ],
  [
    rule({ path: '/', pathType: 'Regex', backend }),
    'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"',
  ],
  [
    rule({ path: '/', pathType: 'Prefix', backend: { service: { name: 'red' } } }),
    'spec.rules[0].http.paths[0].backend: Required value: port name or number is required',
  ],
  [
    rule({ path: '/', pathType: 'Prefix', backend }, '203.0.113.10'),
    'spec.rules[0].host: Invalid value: "203.0.113.10": must be a DNS name, not an IP address',
  ],
])('%j', (spec, message) => {
  expect(aggregateText(ingressKind.validate?.(ingress(spec)) ?? [])).toBe(message);
});

test('a row', () => {
  const hosts = ['a.example', 'b.example', 'c.example', 'd.example'];
  const object = ingress(
    { ingressClassName: 'nginx', rules: hosts.map((host) => ({ host })), tls: [{}] },
    { loadBalancer: { ingress: [{ ip: '10.100.1.11' }, { ip: '10.100.1.10' }] } },
  );
  expect(ingressKind.columns.map((column) => column.value(object, { nowMs: 0 }))).toEqual([
    'red',
    'nginx',
    'a.example,b.example,c.example + 1 more...',
    '10.100.1.10,10.100.1.11',
    '80, 443',
    '<unknown>',
  ]);
});
