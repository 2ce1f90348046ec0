import { stringify } from 'yaml';
import type { Random } from '../../../cluster/machinery/random.ts';
import { encodeProtobuf } from '../encode-protobuf.ts';
import type { FuzzedKind } from '../fuzzed-kinds.ts';
import { type FuzzInput, httpBytes } from '../input.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { chance, pick } from '../nasty-values.ts';
import { nameOf } from './writes.ts';

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\n';
const BOMB = Array.from(
  { length: 12 },
  (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}*l${level}]`,
);
const YAML_TEXTS: readonly string[] = [
  `${HEAD}data: &a {b: *a}\n`,
  `${HEAD}l0: &l0 [x]\n${BOMB.join('\n')}\n`,
  `${HEAD}data: {<<: {a: b}, c: d}\n`,
  `${HEAD}data: !!python/object:os.system {a: b}\n`,
  `${HEAD}data: !!binary "AAAA"\n`,
  `${HEAD}data:\n\ta: b\n`,
  `${HEAD}---\n${HEAD}`,
  '---\n---\n',
  '%YAML 9.9\n---\na: b\n',
  `${HEAD}data: {a: 1, a: 2}\n`,
  `${HEAD}data: {? {x: y} : z}\n`,
  `${HEAD}data: {1: a, true: b, null: c, 1.5: d, ~: e}\n`,
  `${HEAD}data: {a: .inf, b: .nan, c: 0o17, d: 0x1F, e: 1_000, f: 12:30:45}\n`,
  `${HEAD}data: {a: 2020-01-01, b: yes, c: off, d: 1e3}\n`,
  `${HEAD}data: |+5\n  x\n`,
  `${HEAD}data: "\\ud800 \\x00"\n`,
  `${HEAD}${'  '.repeat(50_000)}`,
  '['.repeat(30_000),
  '{a: '.repeat(5_000),
  '- '.repeat(20_000),
  '*unknown',
  '&a',
  '? ',
  '"',
  '\uFEFF{}',
  '# nothing',
];
const JSON_TEXTS: readonly string[] = [
  '',
  ' ',
  'null',
  'true',
  '1',
  '"a"',
  '[]',
  '{}',
  '[{}]',
  '{"a":1e999}',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","generation":1e999}}',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","generation":12345678901234567890}}',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"__proto__":"a","constructor":"b"}}',
  '{"apiVersion":"v1","kind":"ConfigMap","__proto__":{"data":{"a":"b"}},"metadata":{"name":"proto"}}',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","name":"y"}}',
  '{"apiVersion":"v1","kind":"List","items":[{"kind":"List","items":[]}]}',
  '{"apiVersion":1,"kind":2,"metadata":3}',
  '{"kind":"ConfigMap"}{"kind":"ConfigMap"}',
  '\u0000',
  '{"a":"\\ud800"}',
  `${'['.repeat(200_000)}`,
  `${'{"a":'.repeat(100_000)}`,
  `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big"},"data":{"a":"${'x'.repeat(1_100_000)}"}}`,
  `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":${index}`).join(',')}}`,
  `{"a":${'9'.repeat(100_000)}}`,
  `{"a":"${'\\u0041'.repeat(50_000)}"}`,
  ' '.repeat(3_200_000),
];
const CONTENT_TYPES = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
  'application/cbor',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json; charset="',
  '',
];

/** Bodies that are no JSON, YAML or protobuf any more, or are what only a parser's author thinks of. */
export function brokenBody(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const kind = chance(random, 0.3) ? kinds.find((each) => each.kind === 'ConfigMap')! : pick(random, kinds);
  const valid = kind.valid(`broken-${random.suffix(4)}`);
  const { body, contentType } = bodyOf(random, valid);
  const method = pick(random, ['POST', 'POST', 'PUT', 'PATCH', 'DELETE']);
  const target = method === 'POST' ? kind.collection : `${kind.collection}/${nameOf(kind.valid('base'))}`;
  return {
    family: 'broken body',
    bytes: httpBytes({
      method,
      target: `${target}${method === 'PATCH' ? '?fieldManager=x' : ''}`,
      headers: { 'Content-Type': chance(random, 0.8) ? contentType : pick(random, CONTENT_TYPES) },
      body,
    }),
    kind,
  };
}

function bodyOf(random: Random, valid: Record<string, unknown>): { body: Buffer; contentType: string } {
  const json = JSON.stringify(valid);
  switch (random.integer(6)) {
    case 0:
      return { body: Buffer.from(pick(random, YAML_TEXTS)), contentType: 'application/yaml' };
    case 1:
      return { body: Buffer.from(pick(random, JSON_TEXTS)), contentType: 'application/json' };
    case 2:
      return { body: mutateBytes(random, Buffer.from(stringify(valid))), contentType: 'application/yaml' };
    case 3: {
      const protobuf = encodeProtobuf(valid) ?? Buffer.from('k8s\0');
      return { body: mutateBytes(random, protobuf), contentType: 'application/vnd.kubernetes.protobuf' };
    }
    default:
      return { body: mutateBytes(random, Buffer.from(json)), contentType: 'application/json' };
  }
}
