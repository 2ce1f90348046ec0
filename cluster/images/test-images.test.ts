import { expect, test } from 'vitest';
import { goMode } from './agnhost/mounttest.ts';
import { images } from './images.ts';
import { piDigits } from './test-images.ts';

test('every image is there once', () => {
  const names = images.map(({ repository, tags }) => `${repository}:${tags ?? ''}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('pi, as far as anybody asks', () => {
  expect([piDigits(1), piDigits(10)]).toEqual(['3', '3.141592654']);
});

test('file modes as Go shows them', () => {
  expect([
    goMode({ kind: 'file', mode: 0o640 }),
    goMode({ kind: 'directory', mode: 0o3777 }),
    goMode({ kind: 'link', mode: 0o777 }),
  ]).toEqual(['-rw-r-----', 'dgtrwxrwxrwx', 'Lrwxrwxrwx']);
});
