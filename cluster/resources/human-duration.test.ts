import { expect, test } from 'vitest';
import { ageOf, humanDuration } from './human-duration.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

test.each([
  [-5 * SECOND, '<invalid>'],
  [-1500, '0s'],
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [3 * MINUTE + 20 * SECOND, '3m20s'],
  [10 * MINUTE + 59 * SECOND, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR + 5 * MINUTE, '3h5m'],
  [8 * HOUR + MINUTE, '8h'],
  [48 * HOUR, '2d'],
  [3 * DAY + 4 * HOUR, '3d4h'],
  [8 * DAY + HOUR, '8d'],
  [730 * DAY, '2y'],
  [1000 * DAY, '2y270d'],
  [9 * 365 * DAY, '9y'],
])('%d ms is %s', (milliseconds, text) => {
  expect(humanDuration(milliseconds)).toBe(text);
});

test('an object that was never made has no age', () => {
  expect(ageOf(undefined, 0)).toBe('<unknown>');
});
