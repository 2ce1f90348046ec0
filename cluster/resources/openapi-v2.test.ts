import { expect, test } from 'vitest';
import { openApiVersion2Protobuf } from './openapi-v2-protobuf.ts';
import { wireFields } from './protobuf-reader.ts';

test('a Swagger document as clients read it from protobuf', () => {
  const document = {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1' },
    paths: {},
    definitions: { Red: { type: 'object', 'x-kubernetes-list-type': 'map' } },
  };
  const parts = [...wireFields(openApiVersion2Protobuf({ text: JSON.stringify(document) }))];
  expect(parts.map(({ number }) => number)).toEqual([1, 2, 8, 9]);
  const [named] = [...wireFields(parts[3]!.bytes)];
  const [name, schema] = [...wireFields(named!.bytes)];
  expect(Buffer.from(name!.bytes).toString()).toBe('Red');
  // type = 22 (a list of one), vendor_extension = 31 (name, YAML).
  expect([...wireFields(schema!.bytes)].map(({ number }) => number)).toEqual([22, 31]);
  expect(Buffer.from(schema!.bytes).toString()).toContain('"map"\n');
});
