import { expect, test } from 'vitest';
import { canonicalQuantity, compareQuantities, isQuantity, quantityValue } from './quantity.ts';

test.each([
  ['0.5', '500m'],
  ['1000m', '1'],
  ['1024Mi', '1Gi'],
  ['1500Mi', '1500Mi'],
  ['128M', '128M'],
  ['1e3', '1e3'],
  ['0.1n', '1n'],
  ['-2', '-2'],
  ['0Mi', '0'],
])('%s is written %s', (given, canonical) => {
  expect(canonicalQuantity(given)).toBe(canonical);
});

test('values and order', () => {
  expect(quantityValue('1.5Gi')).toBe(1610612736);
  expect(quantityValue('250m')).toBe(0.25);
  expect(compareQuantities('1Gi', '1G')).toBe(1);
  expect(compareQuantities('1', '1000m')).toBe(0);
  expect(['', 'much', '1Xi', '1 ', '1'.repeat(65)].map(isQuantity)).toEqual([false, false, false, false, false]);
  expect(canonicalQuantity('1e-999999999')).toBe('1e-9');
});
