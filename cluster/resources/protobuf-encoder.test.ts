import { expect, test } from 'vitest';
import { decodeProtobuf } from './protobuf.ts';
import { encodeMessage, envelope, protobufDefinition, watchFrame } from './protobuf-encoder.ts';

function roundTrip(object: { apiVersion: string; kind: string }): unknown {
  const definition = protobufDefinition(object.apiVersion, object.kind);
  return decodeProtobuf(envelope(object.apiVersion, object.kind, encodeMessage(definition!, object)));
}

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'grün',
    labels: { app: 'a'.repeat(200), other: 'b' },
    creationTimestamp: '2026-02-10T12:53:36Z',
    managedFields: [{ manager: 'm', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': {} }, time: '2026-02-10T12:53:36Z' }],
  },
  spec: {
    priority: -1_000_000,
    terminationGracePeriodSeconds: 0,
    volumes: [{ name: 'v', projected: { defaultMode: 420, sources: [{ configMap: { name: 'c', optional: true } }] } }],
    containers: [
      {
        name: 'c',
        ports: [{ containerPort: 65535 }],
        resources: { limits: { cpu: '500m', memory: '64Mi' } },
        readinessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 10 },
        livenessProbe: { tcpSocket: { port: 80 } },
        securityContext: { runAsUser: 4_294_967_296, privileged: false },
      },
    ],
  },
  status: { podIPs: [{ ip: '10.0.0.1' }] },
};

test('a Pod comes back as it was', () => {
  expect(roundTrip(POD)).toEqual(POD);
});

test.each([
  { apiVersion: 'v1', kind: 'Secret', data: { a: 'Yg==', b: '' } },
  { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: { acquireTime: '1970-01-01T00:01:00.000001Z' } },
  { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 404, details: { name: 'x', causes: [{ field: 'a' }] } },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: {
      versions: [
        {
          schema: {
            openAPIV3Schema: {
              default: { a: [1] },
              items: { type: 'string' },
              additionalProperties: { type: 'number', minimum: 0.5 },
              enum: ['a', 1, null],
            },
          },
        },
      ],
    },
  },
])('$kind comes back as it was', (object) => {
  expect(roundTrip(object)).toMatchObject(object);
});

test('a text longer than the buffer', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'ä'.repeat(300_000), b: 'c' } };
  expect(roundTrip(object)).toEqual(object);
});

test('the bytes of a small object, and of an event', () => {
  const raw = encodeMessage('io.k8s.api.core.v1.ConfigMap', { metadata: { name: 'c' }, data: { k: 'v' } });
  expect(raw.toString('latin1')).toBe('\x12\x06\x0a\x01k\x12\x01v\x0a\x03\x0a\x01c');
  const object = envelope('v1', 'ConfigMap', raw);
  expect(object.toString('latin1')).toBe(
    `k8s\0\x0a\x0f\x0a\x02v1\x12\x09ConfigMap\x12\x0d${raw.toString('latin1')}\x1a\x00\x22\x00`,
  );
  expect(watchFrame('ADDED', Buffer.from('x')).toString('latin1')).toBe('\0\0\0\x0c\x0a\x05ADDED\x12\x03\x0a\x01x');
});

test('kinds without a message', () => {
  expect(protobufDefinition('example.com/v1', 'Thing')).toBeUndefined();
  expect(protobufDefinition('meta.k8s.io/v1', 'Table')).toBeUndefined();
});
