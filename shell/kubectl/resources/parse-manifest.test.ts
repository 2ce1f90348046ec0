import { expect, test } from 'vitest';
import { parseManifest } from './parse-manifest.ts';

test('scalars are those of YAML 1.1 as go-yaml reads it', () => {
  const text = 'mode: 0644\nname: n\nanswer: yes\ntime: 12:30\ndate: 2026-01-05\nquoted: "on"\nmany: 1_000\n';
  expect(parseManifest(text, 'STDIN').map(({ object }) => object)).toEqual([
    { mode: 420, name: false, answer: true, time: '12:30', date: '2026-01-05', quoted: 'on', many: 1000 },
  ]);
});
