import { expect, test } from 'vitest';
import { createShellMachine } from '../../../testing/run-bash.ts';
import { TestTerminal } from '../../../testing/screen.ts';

function machineWith(text: string) {
  const machine = createShellMachine();
  machine.files.write('/tmp/f.yaml', Buffer.from(text));
  return { machine, saved: () => Buffer.from(machine.files.read('/tmp/f.yaml')).toString() };
}

async function openNano(text: string, size: { columns?: number; rows?: number } = {}) {
  const { machine, saved } = machineWith(text);
  const terminal = new TestTerminal({ machine, ...size });
  terminal.type('nano /tmp/f.yaml; echo "code $?"\r');
  await terminal.shows('[ Read ');
  return { terminal, saved };
}

const lastRows = (terminal: TestTerminal, count: number) =>
  terminal
    .text()
    .split('\n')
    .slice(-count)
    .map((row) => row.trimEnd());

test('shows the file, its name and the keys; saves with the question', async () => {
  const { terminal, saved } = await openNano('a: 1\nb: 2\n', { columns: 80, rows: 10 });
  expect(lastRows(terminal, 10)).toEqual([
    '  GNU nano 7.2                      /tmp/f.yaml',
    'a: 1',
    'b: 2',
    '',
    '',
    '',
    '',
    `${' '.repeat(32)}[ Read 2 lines ]`,
    '^G Help      ^O Write Out ^W Where Is  ^K Cut       ^T Execute   ^C Location',
    '^X Exit      ^R Read File ^\\ Replace   ^U Paste     ^J Justify   ^/ Go To Line',
  ]);
  terminal.type('\x1b[B\x05é!');
  await terminal.shows('Modified');
  terminal.type('\x18');
  await terminal.shows('Save modified buffer?');
  terminal.type('y');
  await terminal.shows('File Name to Write: /tmp/f.yaml');
  terminal.type('\r');
  await terminal.shows('code 0');
  expect(saved()).toBe('a: 1\nb: 2é!\n');
});

test('cuts lines together and pastes them; ^O writes and stays', async () => {
  const { terminal, saved } = await openNano('1\n2\n3\n4\n');
  terminal.type('\x0b\x0b\x1b[B\x15\x0f');
  await terminal.shows('File Name to Write: /tmp/f.yaml');
  terminal.type('\r');
  await terminal.shows('[ Wrote 4 lines ]');
  expect(saved()).toBe('3\n1\n2\n4\n');
  terminal.type('\x18');
  await terminal.shows('code 0');
});

test('leaves without saving when told so, and cancels', async () => {
  const { terminal, saved } = await openNano('1\n');
  terminal.type('x\x18');
  await terminal.shows('Save modified buffer?');
  terminal.type('\x03');
  await terminal.shows('[ Cancelled ]');
  terminal.type('\x18');
  await terminal.shows('Save modified buffer?');
  terminal.type('n');
  await terminal.shows('code 0');
  expect(saved()).toBe('1\n');
});

test('searches around the end, pastes text as it is, and undoes', async () => {
  const { terminal, saved } = await openNano('one\ntwo\nthree\n');
  terminal.type('\x17TWO\r');
  await terminal.shows(/two/);
  terminal.type('\x1b[200~x:\n  y\n\x1b[201~');
  await terminal.shows('x:');
  terminal.type('\x17nothing\r');
  await terminal.shows('[ "nothing" not found ]');
  terminal.type('\x1bu\x1be\x0f\r');
  await terminal.shows('[ Wrote 5 lines ]');
  expect(saved()).toBe('one\nx:\n  y\ntwo\nthree\n');
});

test('a pane of another size shows what fits, with the cursor', async () => {
  const { terminal } = await openNano(`${'abcdefghij'.repeat(5)}\nshort\n`, { columns: 40, rows: 8 });
  terminal.type('\x05');
  await terminal.shows(/^<defghijabcdefghij$/m);
  terminal.master.resize(30, 9);
  await terminal.shows(/^<fghij$/m);
});
