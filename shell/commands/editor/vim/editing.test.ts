import { expect, test } from 'vitest';
import { createShellMachine } from '../../../testing/run-bash.ts';
import { TestTerminal } from '../../../testing/screen.ts';

async function edited(text: string, keys: string): Promise<string> {
  const machine = createShellMachine();
  machine.files.write('/tmp/f', Buffer.from(text));
  const terminal = new TestTerminal({ machine, columns: 60, rows: 8 });
  terminal.type('vi /tmp/f; echo "code $?"\r');
  await terminal.shows('"/tmp/f"');
  terminal.type(`${keys}`);
  terminal.type(':wq\r');
  await terminal.shows('code 0');
  return Buffer.from(machine.files.read('/tmp/f')).toString();
}

const ESC = '\x1b';
test.each([
  [`ihello ${ESC}`, 'world\n', 'hello world\n'],
  [`Aé!${ESC}`, 'a\n', 'aé!\n'],
  [`otwo${ESC}kOzero${ESC}`, '  one\n', 'zero\n  one\ntwo\n'],
  ['dd', '1\n2\n', '2\n'],
  ['2ddp', '1\n2\n3\n', '3\n1\n2\n'],
  ['yyP', '1\n2\n', '1\n1\n2\n'],
  ['wdw', 'one two three\n', 'one three\n'],
  [`wcwTWO${ESC}`, 'one two three\n', 'one TWO three\n'],
  ['wwD', 'one two three\n', 'one two \n'],
  ['3x', 'abcdef\n', 'def\n'],
  ['$x0x', 'abc\n', 'b\n'],
  ['lrX', 'abc\n', 'aXc\n'],
  ['J', 'one\n  two\n', 'one two\n'],
  ['Gdgg', '1\n2\n', ''],
  ['ddu', '1\n2\n', '1\n2\n'],
  ['xxuu\x12', 'abc\n', 'bc\n'],
  ['/thr\rx', 'one\ntwo\nthree\n', 'one\ntwo\nhree\n'],
  [':2\rdd', '1\n2\n3\n', '1\n3\n'],
  [':%s/___/nginx/g\r', 'a: ___\nb: ___ ___\n', 'a: nginx\nb: nginx nginx\n'],
  ['bx', 'one\n', 'ne\n'],
  ['wbx', 'one two\n', 'ne two\n'],
  ['ex', 'one two\n', 'on two\n'],
  [`ccnew${ESC}`, 'a\nb\n', 'new\nb\n'],
])('vi %j', async (keys, before, after) => {
  expect(await edited(before, keys)).toBe(after);
});

test('shows the file, the mode and why it does not leave', async () => {
  const machine = createShellMachine();
  machine.files.write('/tmp/f', Buffer.from('1\n'));
  const terminal = new TestTerminal({ machine, columns: 60, rows: 4 });
  terminal.type('vi /tmp/f; echo "code $?"\r');
  expect((await terminal.shows('2B')).split('\n').slice(-4)).toEqual([
    '1',
    '~',
    '~',
    `${'"/tmp/f" 1L, 2B'.padEnd(42)}1,1           All`,
  ]);
  terminal.type('ix');
  await terminal.shows('-- INSERT --');
  terminal.type('\x1b:q\r');
  await terminal.shows('E37: No write since last change (add ! to override)');
  terminal.type(':q!\r');
  await terminal.shows('code 0');
  expect(Buffer.from(machine.files.read('/tmp/f')).toString()).toBe('1\n');
});
