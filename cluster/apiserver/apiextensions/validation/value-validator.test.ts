import { expect, it } from 'vitest';
import { fieldErrorText } from '../../../resources/field-error.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import { fieldErrorsOf } from './validation-result.ts';
import { validateValue } from './value-validator.ts';

const texts = (value: unknown, schema: JsonSchemaProps, old?: unknown) =>
  fieldErrorsOf(validateValue({ x: value }, { type: 'object', properties: { x: schema } }, old)).map(fieldErrorText);

it.each<[unknown, JsonSchemaProps, string[]]>([
  [1, { type: 'string' }, ['x: Invalid value: "integer": x in body must be of type string: "integer"']],
  [null, { type: 'string' }, ['x: Invalid value: "null": x in body must be of type string: "null"']],
  [null, { type: 'string', nullable: true }, []],
  ['a', { type: 'string', minLength: 2 }, ['x: Invalid value: "a": x in body should be at least 2 chars long']],
  ['abc', { type: 'string', maxLength: 2 }, ['x: Too long: may not be more than 2 bytes']],
  ['abc', { type: 'string', pattern: '^b' }, ['x: Invalid value: "abc": x in body should match \'^b\'']],
  ['a', { type: 'string', format: 'ipv4' }, ['x: Invalid value: "a": x in body must be of type ipv4: "a"']],
  [7, { type: 'integer', multipleOf: 2 }, ['x: Invalid value: 7: x in body should be a multiple of 2']],
  [3, { type: 'number', maximum: 3, exclusiveMaximum: true }, ['x: Invalid value: 3: x in body should be less than 3']],
  [[1, 2], { type: 'array', maxItems: 1, items: { type: 'integer' } }, ['x: Too many: 2: must have at most 1 item']],
  [
    ['a'],
    { type: 'array', items: { type: 'integer' } },
    ['x[0]: Invalid value: "string": x[0] in body must be of type integer: "string"'],
  ],
  [{}, { type: 'object', required: ['a'] }, ['x.a: Required value']],
  [{}, { type: 'object', minProperties: 1 }, ['x: Invalid value: 0: x in body should have at least 1 properties']],
  [
    true,
    { 'x-kubernetes-int-or-string': true },
    ['x: Invalid value: "boolean": x in body must be of type integer,string: "boolean"'],
  ],
  [
    { a: 1 },
    { type: 'object', properties: { a: { type: 'integer' } }, oneOf: [{ required: ['b'] }, { required: ['c'] }] },
    [
      '<nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found none valid',
      'x.b: Required value',
    ],
  ],
  [
    { a: 1 },
    { type: 'object', not: { required: ['a'] } },
    ['<nil>: Invalid value: "": "x" must not validate the schema (not)'],
  ],
])('%j against %j', (value, schema, expected) => {
  expect(texts(value, schema)).toEqual(expected);
});

it('lets through what was wrong already and did not change', () => {
  const schema: JsonSchemaProps = { type: 'string', maxLength: 2 };
  expect(texts('abc', schema, { x: 'abc' })).toEqual([]);
  expect(texts('abcd', schema, { x: 'abc' })).toEqual(['x: Too long: may not be more than 2 bytes']);
});
