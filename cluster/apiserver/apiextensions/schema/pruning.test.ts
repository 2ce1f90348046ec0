import { expect, it } from 'vitest';
import type { JsonSchemaProps } from './json-schema-props.ts';
import { prune } from './pruning.ts';

const SCHEMA: JsonSchemaProps = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        free: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
          properties: { known: { type: 'object', properties: { a: { type: 'string' } } } },
        },
        list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
        map: { type: 'object', additionalProperties: { type: 'object', properties: { a: { type: 'string' } } } },
      },
    },
  },
};

it('takes away what the schema does not have and says what it was', () => {
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'one' },
    extra: 1,
    spec: {
      free: { anything: { b: 1 }, known: { a: 'a', b: 1 } },
      list: [{ a: 'a' }, { b: 1 }],
      map: { x: { a: 'a', b: 1 } },
      more: {},
    },
  };
  expect(prune(object, SCHEMA)).toEqual(['extra', 'spec.free.known.b', 'spec.list[1].b', 'spec.map.x.b', 'spec.more']);
  expect(object).toEqual({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'one' },
    spec: { free: { anything: { b: 1 }, known: { a: 'a' } }, list: [{ a: 'a' }, {}], map: { x: { a: 'a' } } },
  });
});
