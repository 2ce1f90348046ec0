import { expect, test } from 'vitest';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';
import { TestTerminal } from '../../testing/screen.ts';

function machineWithLines(count: number) {
  const machine = createShellMachine();
  const lines = Array.from({ length: count }, (_, at) => `line ${at + 1}\n`);
  machine.files.write('/tmp/f', Buffer.from(lines.join('')));
  return machine;
}

const lastRows = (text: string, count: number) => text.split('\n').slice(-count);

test('pages, searches, goes to the ends and gives the screen back', async () => {
  const terminal = new TestTerminal({ machine: machineWithLines(30), columns: 40, rows: 5 });
  terminal.type('less /tmp/f; echo "code $?"\r');
  expect(lastRows(await terminal.shows(/^\/tmp\/f$/m), 5)).toEqual(['line 1', 'line 2', 'line 3', 'line 4', '/tmp/f']);
  terminal.type(' ');
  expect(lastRows(await terminal.shows(/line 8\n:$/), 5)).toEqual(['line 5', 'line 6', 'line 7', 'line 8', ':']);
  terminal.type('G');
  expect(lastRows(await terminal.shows('(END)'), 5)).toEqual(['line 27', 'line 28', 'line 29', 'line 30', '(END)']);
  terminal.type('g/e 1[12]\r');
  expect(lastRows(await terminal.shows(/line 14\n:$/), 5)).toEqual(['line 11', 'line 12', 'line 13', 'line 14', ':']);
  terminal.type('n');
  await terminal.shows(/line 15\n:$/);
  terminal.type('/nothing\r');
  await terminal.shows('Pattern not found  (press RETURN)');
  terminal.type('q');
  const text = await terminal.shows('code 0');
  expect(text).not.toContain('line 12');
});

test('reads a pipe while its keys come from the terminal; -N numbers lines', async () => {
  const terminal = new TestTerminal({ machine: machineWithLines(3), columns: 40, rows: 5 });
  terminal.type('echo one | less -N; echo "code $?"\r');
  await terminal.shows('      1 one');
  terminal.type('q');
  await terminal.shows('code 0');
});

test('passes everything through when it does not print on a terminal', async () => {
  const machine = machineWithLines(2);
  expect(await runBash('less /tmp/f; more < /tmp/f; less nothing', { machine })).toEqual({
    stdout: 'line 1\nline 2\nline 1\nline 2\n',
    stderr: 'nothing: No such file or directory\n',
    status: 1,
  });
});
