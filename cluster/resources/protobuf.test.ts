import { expect, test } from 'vitest';
import { decodeProtobuf } from './protobuf.ts';

/** What kubectl 1.34.4 sends for `create deployment red --image=nginx --replicas=0 --port=8080`. */
const DEPLOYMENT = Buffer.from(
  'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50ErkBCh8KA3JlZBIAGgAiACoAMgA4AEIAWgoKA2FwcBIDcmVkEocBCAASDAoKCgNhcHASA3JlZBptChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDcmVkEk0SLwoFbmdpbngSBW5naW54KgAyCwoAEAAYkD8iACoAQgBqAHIAgAEAiAEAkAEAogEAGgAyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBACICCgAoADgAGgwIABAAGAAgACgAOAAaACIA',
  'base64',
);
/** `create secret generic s --from-literal=a=b`. */
const SECRET = Buffer.from('azhzAAoMCgJ2MRIGU2VjcmV0Eh0KEQoBcxIAGgAiACoAMgA4AEIAEgYKAWESAWIaABoAIgA=', 'base64');

test('a Deployment from kubectl: zero values are gone, the pointer `replicas: 0` is not', () => {
  expect(decodeProtobuf(DEPLOYMENT)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'red', labels: { app: 'red' } },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'red' } },
      template: {
        metadata: { labels: { app: 'red' } },
        spec: { containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 8080 }], resources: {} }] },
      },
      strategy: {},
    },
    status: {},
  });
});

test('bytes become base64', () => {
  expect(decodeProtobuf(SECRET)).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { a: 'Yg==' },
  });
});

const bytesOf = (...parts: (number | string | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : Buffer.from(part))));
const field = (number: number, value: string | Uint8Array): Uint8Array =>
  bytesOf((number << 3) | 2, value.length, value);
const varint = (number: number, value: number): Uint8Array => bytesOf(number << 3, value);
const body = (apiVersion: string, kind: string, raw: Uint8Array): Uint8Array =>
  bytesOf('k8s\0', field(1, bytesOf(field(1, apiVersion), field(2, kind))), field(2, raw));

test('inlined structs, IntOrString, Quantity and probes', () => {
  const httpGet = bytesOf(field(1, '/'), field(2, bytesOf(varint(1, 1), varint(2, 0), field(3, 'web'))));
  const probe = bytesOf(field(1, field(2, httpGet)), varint(2, 0), varint(4, 10));
  const limits = field(1, bytesOf(field(1, 'cpu'), field(2, field(1, '500m'))));
  const container = bytesOf(field(1, 'c'), field(8, limits), field(10, probe));
  const volume = bytesOf(field(1, 'v'), field(2, field(2, field(1, ''))));
  const pod = field(2, bytesOf(field(1, volume), field(2, container)));
  expect(decodeProtobuf(body('v1', 'Pod', pod))).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [
        {
          name: 'c',
          resources: { limits: { cpu: '500m' } },
          livenessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 10 },
        },
      ],
    },
  });
});

test('times: whole seconds, microseconds, and the zero time', () => {
  const time = varint(1, 60);
  const meta = bytesOf(field(8, ''), field(9, time));
  const spec = bytesOf(field(3, bytesOf(varint(1, 60), bytesOf(2 << 3, 0xe8, 0x07))));
  expect(decodeProtobuf(body('coordination.k8s.io/v1', 'Lease', bytesOf(field(1, meta), field(2, spec))))).toEqual({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { deletionTimestamp: '1970-01-01T00:01:00Z' },
    spec: { acquireTime: '1970-01-01T00:01:00.000001Z' },
  });
});

test('DeleteOptions of any group', () => {
  const options = bytesOf(varint(1, 0), field(4, 'Background'));
  expect(decodeProtobuf(body('apps/v1', 'DeleteOptions', options))).toEqual({
    apiVersion: 'apps/v1',
    kind: 'DeleteOptions',
    gracePeriodSeconds: 0,
    propagationPolicy: 'Background',
  });
});

test.each([
  [
    'no magic',
    Buffer.from('{}'),
    'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
  ],
  ['unknown kind', body('v1', 'Nothing', new Uint8Array(0)), 'no kind "Nothing" is registered for version "v1"'],
  ['cut short', DEPLOYMENT.subarray(0, 100), 'unexpected EOF'],
  ['group end', body('v1', 'Pod', Uint8Array.of(0x0c)), 'proto: illegal wireType 4'],
  ['wrong wire type', body('v1', 'Pod', Uint8Array.of(0x08, 1)), 'proto: wrong wireType = 0 for field 1'],
  ['endless number', body('v1', 'Pod', new Uint8Array(11).fill(0xff)), 'proto: integer overflow'],
])('bad bytes: %s', (_name, bytes, message) => {
  expect(() => decodeProtobuf(bytes)).toThrow(message);
});
