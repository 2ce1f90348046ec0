import { expect, test } from 'vitest';
import { droppedTrace, redTrace } from '../../fixtures/traces.ts';
import { wayBack, whyNot } from './way-back.ts';

test('the answer’s arrows, with what each box undoes', () => {
  expect(wayBack(redTrace(1)).map(({ number, source, target }) => `${number} ${source} > ${target}`)).toEqual([
    '↩1 w4m6z > ingress-nginx',
    '↩2 ingress-nginx > node3',
    '↩3 node3 > lb-red',
    '↩4 lb-red > you',
  ]);
  expect(wayBack(redTrace(1))[2]).toMatchObject({
    from: '10.100.1.12:32000',
    undone: [
      'MASQUERADE undone: to 192.168.3.0:23817 → 203.0.113.10:54001',
      'DNAT undone: from 192.168.1.2:80 → 10.100.1.12:32000',
    ],
  });
  expect(wayBack(droppedTrace(1))).toEqual([]);
});

test('why not, and what would mend it', () => {
  expect(whyNot(redTrace(1))).toBe('');
  expect(whyNot(droppedTrace(1))).toBe(
    'node3 runs no ready pod of Service ingress-nginx/ingress, and its policy Local forbids to send elsewhere. To mend it: spec.externalTrafficPolicy of Service ingress-nginx/ingress, now Local.',
  );
});
