import { expect, test } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';

/** `npm run fuzz` sends a hundred thousand; test/fuzz/README.md says what is checked. */
test('2,000 inputs of all kinds break nothing in an API server', { timeout: 300_000 }, async () => {
  expect(await fuzz({ seed: 1, from: 0, count: 2_000 })).toEqual([]);
});
