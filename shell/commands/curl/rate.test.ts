import { expect, test } from 'vitest';
import { rateMistake } from './rate.ts';

test('--rate takes a number and a unit of time', () => {
  const said = ['2/s', '90', '3/d', '0', '1/x', '-1', 'x', ''].map(rateMistake);
  const proper = 'expected a proper numerical parameter';
  const use = 'is badly used here';
  expect(said).toEqual([null, null, null, use, use, 'expected a positive numerical parameter', proper, proper]);
});
