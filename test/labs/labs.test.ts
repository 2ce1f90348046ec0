import { expect, test } from 'vitest';
import { formatProblem } from '../../server/labs/lab-problem.ts';
import { catalogue, describeLabs } from './prove-labs.ts';

test('every lab can be read', () => {
  expect(catalogue.problems.map(formatProblem)).toEqual([]);
  expect(catalogue.labs.length).toBeGreaterThan(0);
});

describeLabs(1);
