import { expect, it } from 'vitest';
import { StatusError } from './errors.ts';
import { parseLabelSelector } from './label-selector.ts';

const labels = { app: 'red', tier: 'web', weight: '10' };

function outcome(selector: string): boolean | string {
  try {
    return parseLabelSelector(selector)(labels);
  } catch (error) {
    return error instanceof StatusError ? error.message : 'fault';
  }
}

it.each([
  ['', true],
  ['app=red', true],
  ['app == red , tier!=db', true],
  ['app in (red,blue)', true],
  ['app notin (red)', false],
  ['missing notin (x)', true],
  ['missing!=x', true],
  ['app', true],
  ['!app', false],
  ['!missing', true],
  ['weight>9', true],
  ['weight<9', false],
  ['app=', false],
  ['app in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ['app in (red', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['app red', "unable to parse requirement: found 'red', expected: in, notin, =, ==, !=, gt, lt"],
  ['app=red,', "found '', expected: identifier after ','"],
  ['=red', "found '=', expected: !, identifier, or 'end of string'"],
  ['app=red)', "found ')', expected: ',' or 'end of string'"],
  [
    'weight>x',
    `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
])('%s', (selector, expected) => {
  expect(outcome(selector)).toBe(expected);
});
