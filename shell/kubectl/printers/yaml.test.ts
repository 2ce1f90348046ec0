import { expect, test } from 'vitest';
import { toYaml } from './yaml.ts';

test('scalars are quoted and folded as kubectl prints them', () => {
  const data = {
    b: 'true: aaaaaaaaaa bbbbbbbbbbbbbbb cccccccccccccccc ddddddddddddddddd eeeeeeeeeeeeeeee ffffffffffffffff',
    d: 'yes',
    e: '1.5',
    f: 'a\nb',
    g: '',
    i: ' x',
    k: '1:20',
    n: '@x',
    q: 'a\nb\n',
    y: 'a \nb',
  };
  expect(toYaml({ kind: 'ConfigMap', data, list: [{ b: 1, a: [] }], empty: {} })).toBe(`data:
  b: 'true: aaaaaaaaaa bbbbbbbbbbbbbbb cccccccccccccccc ddddddddddddddddd eeeeeeeeeeeeeeee
    ffffffffffffffff'
  d: "yes"
  e: "1.5"
  f: |-
    a
    b
  g: ""
  i: ' x'
  k: "1:20"
  "n": '@x'
  q: |
    a
    b
  "y": "a \\nb"
empty: {}
kind: ConfigMap
list:
- a: []
  b: 1
`);
});
