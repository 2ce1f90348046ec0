import { expect, test } from 'vitest';
import { runBash } from '../../testing/run-bash.ts';

test.each([
  ['expr 7 % 2', '1\n', 0],
  ["expr '(' 1 + 2 ')' '*' -3", '-9\n', 0],
  ['expr 10 - 2 - 3', '5\n', 0],
  ['expr 2 "<" 10', '1\n', 0],
  ['expr b "<" a', '0\n', 1],
  ['expr "" "|" x', 'x\n', 0],
  ["expr web-12 : '[a-z]*-\\([0-9]*\\)'", '12\n', 0],
  ['expr abc : ab', '2\n', 0],
])('%s', async (source, stdout, status) => {
  expect(await runBash(source)).toEqual({ stdout, stderr: '', status });
});

test.each([
  ['expr 1 / 0', 'expr: division by zero\n'],
  ['expr a + 1', 'expr: non-integer argument\n'],
  ['expr 1 2', "expr: syntax error: unexpected argument '2'\n"],
])('%s is refused', async (source, stderr) => {
  expect(await runBash(source)).toEqual({ stdout: '', stderr, status: 2 });
});
