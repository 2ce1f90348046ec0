import { describe, expect, test } from 'vitest';
import { definitionOf, schemaOf } from './schema-table.ts';
import { cannotBeHandled, decode, strictDecodingError } from './strict-decoding.ts';

const deployment = schemaOf(definitionOf('apps', 'v1', 'Deployment')!);

test('unknown fields are dropped and named in the order found, nulls are dropped, empty structs appear', () => {
  const given = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'red', creationTimestamp: null },
    spec: {
      Replicas: 3,
      template: { spec: { containers: [{ name: 'web', image: 'nginx', port: 80 }] } },
    },
  };
  const { value, strictErrors } = decode(given, deployment);
  expect(strictDecodingError(strictErrors)).toBe(
    'strict decoding error: unknown field "spec.Replicas", unknown field "spec.template.spec.containers[0].port"',
  );
  expect(value).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'red' },
    spec: {
      strategy: {},
      template: { metadata: {}, spec: { containers: [{ name: 'web', image: 'nginx', resources: {} }] } },
    },
    status: {},
  });
});

test('zero values that Go leaves out are gone, those behind pointers stay', () => {
  const container = { name: 'web', image: 'nginx', tty: false, workingDir: '', args: [], resources: {} };
  const given = {
    metadata: { name: 'red', generateName: '', labels: {}, finalizers: [] },
    spec: {
      replicas: 0,
      paused: false,
      minReadySeconds: 0,
      selector: { matchLabels: {} },
      strategy: {},
      template: {
        metadata: {},
        spec: {
          hostNetwork: false,
          enableServiceLinks: false,
          nodeSelector: {},
          securityContext: {},
          volumes: [{ name: 'cache', emptyDir: { medium: '' } }],
          containers: [container],
        },
      },
    },
    status: {},
  };
  expect(decode(given, deployment).value).toEqual({
    metadata: { name: 'red' },
    spec: {
      replicas: 0,
      selector: {},
      strategy: {},
      template: {
        metadata: {},
        spec: {
          enableServiceLinks: false,
          securityContext: {},
          volumes: [{ name: 'cache', emptyDir: {} }],
          containers: [{ name: 'web', image: 'nginx', resources: {} }],
        },
      },
    },
    status: {},
  });
});

test('what needs no change comes back as the same object', () => {
  const { value } = decode({ metadata: {}, spec: { template: { spec: { containers: [] } } } }, deployment);
  expect(decode(value, deployment).value).toBe(value);
});

describe('wrong types in the words of the real server', () => {
  test.each([
    [
      { spec: { replicas: '3' } },
      'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      { spec: { replicas: 1.5 } },
      'cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [{ spec: 3 }, 'cannot unmarshal number into Go struct field Deployment.spec of type v1.DeploymentSpec'],
    [
      { spec: { template: { spec: { containers: {} } } } },
      'cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
    [
      { spec: { template: { spec: { containers: [{ ports: [{ protocol: true }] }] } } } },
      'cannot unmarshal bool into Go struct field ContainerPort.spec.template.spec.containers.ports.protocol of type v1.Protocol',
    ],
    [
      { metadata: { labels: { tier: 1 } } },
      'cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
  ])('%j', (value, message) => {
    expect(() => decode(value, deployment)).toThrow(`json: ${message}`);
  });

  test('the 400 names the kind', () => {
    expect(cannotBeHandled('Deployment', 'v1', 'json: x')).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: json: x',
    );
  });

  test('quantities and times', () => {
    const resources = { limits: { cpu: 'much' } };
    expect(() => decode({ spec: { template: { spec: { containers: [{ resources }] } } } }, deployment)).toThrow(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
    expect(() => decode({ metadata: { creationTimestamp: 'now' } }, deployment)).toThrow(
      'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"',
    );
  });
});

test('data that is not base64', () => {
  const secret = schemaOf('io.k8s.api.core.v1.Secret');
  expect(() => decode({ data: { password: 'hunter2' } }, secret)).toThrow('illegal base64 data at input byte 4');
});

test('numbers become quantities; a schema that holds itself is followed as deep as the value goes', () => {
  const container = schemaOf('io.k8s.api.core.v1.Container');
  expect(decode({ name: 'a', resources: { limits: { cpu: 2, memory: '1024Mi' } } }, container).value).toEqual({
    name: 'a',
    resources: { limits: { cpu: '2', memory: '1Gi' } },
  });
  const props = schemaOf('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps');
  const nested = { properties: { a: { properties: { b: { types: 'string' } } } } };
  expect(decode(nested, props).strictErrors).toEqual(['unknown field "properties.a.properties.b.types"']);
});

test('times that are no moments are refused, with the part that is wrong', () => {
  const at = (creationTimestamp: string) => () => decode({ metadata: { creationTimestamp } }, deployment);
  expect(at('2026-13-01T00:00:00Z')).toThrow('parsing time "2026-13-01T00:00:00Z": month out of range');
  expect(at('2026-01-01T00:61:00Z')).toThrow('parsing time "2026-01-01T00:61:00Z": minute out of range');
});
