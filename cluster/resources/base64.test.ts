import { expect, test } from 'vitest';
import { illegalBase64At } from './base64.ts';

test.each([
  ['', undefined],
  ['YWJj', undefined],
  ['YWI=', undefined],
  ['YQ==', undefined],
  ['YW\nI=\n', undefined],
  ['hello world', 5],
  ['hello', 4],
  ['YQ=', 3],
  ['Y===', 1],
  ['YWI=x', 4],
])('%j', (text, at) => {
  expect(illegalBase64At(text)).toBe(at);
});
