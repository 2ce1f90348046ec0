import { describe, expect, it } from 'vitest';
import { allStrictErrors, UnreadableBody } from '../wire-body.ts';
import { decodeBody } from './body.ts';

const read = (text: string, type = 'application/json') => decodeBody(Buffer.from(text), type, false);
const problem = (text: string, type?: string) => {
  const body = read(text, type);
  return body instanceof UnreadableBody ? body.problem : body;
};

describe('a body that cannot be read', () => {
  it('is complained of as Go does', () => {
    expect(
      ['{"a', '{"a":x}', '{a}', '[1,]', '{"a":1,}', '{} x', '{"a":tru}', '"\\q"', '1.x'].map((text) => problem(text)),
    ).toEqual([
      'unexpected end of JSON input',
      "invalid character 'x' looking for beginning of value",
      "invalid character 'a' looking for beginning of object key string",
      "invalid character ']' looking for beginning of value",
      "invalid character '}' looking for beginning of object key string",
      "invalid character 'x' after top-level value",
      "invalid character '}' in literal true (expecting 'e')",
      "invalid character 'q' in string escape code",
      "invalid character 'x' after decimal point in numeric literal",
    ]);
    expect(problem('a: b: c', 'application/yaml')).toBe('yaml: mapping values are not allowed in this context');
    expect(problem('a: *b', 'application/yaml')).toBe("yaml: unknown anchor 'b' referenced");
  });

  it('may be nested without end', () => {
    expect([problem('['.repeat(100_000)), problem(`${'['.repeat(5000)}${']'.repeat(5000)}`)]).toEqual([
      'exceeded max depth',
      'exceeded max depth',
    ]);
    expect(problem('{"a":'.repeat(100_000))).toBe('exceeded max depth');
    expect(problem('['.repeat(100_000), 'application/yaml')).toBe('yaml: exceeded max depth of 10000');
  });
});

it('fields that stand there twice are told in the order of the text', () => {
  const body = read('{"foo":{"x":1,"x":2},"spec":{"replicas":2,"replicas":3,"list":[{"a":1,"a":"\\"a\\":"}]}}');
  expect(allStrictErrors(body, ['unknown field "foo"', 'unknown field "spec.list"'])).toEqual([
    'unknown field "foo"',
    'duplicate field "spec.replicas"',
    'unknown field "spec.list"',
    'duplicate field "spec.list[0].a"',
  ]);
  const yaml = read('spec:\n  replicas: 2\n  replicas: 3\n', 'application/yaml');
  expect([yaml, allStrictErrors(yaml, [])]).toEqual([
    { spec: { replicas: 3 } },
    ['yaml: unmarshal errors:\n  line 3: key "replicas" already set in map'],
  ]);
});
