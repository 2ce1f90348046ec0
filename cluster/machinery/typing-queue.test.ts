import { expect, test } from 'vitest';
import { openPseudoterminal } from './pseudoterminal.ts';

const terminal = () => {
  const signals: string[] = [];
  const master = openPseudoterminal({
    columns: 80,
    rows: 24,
    processes: { signalGroup: (_group, name) => signals.push(name) > 0 },
  });
  master.terminal.setForegroundGroup(7);
  return { master, signals };
};

test('a paste that exceeds what a terminal holds goes on as the program reads', async () => {
  const { master } = terminal();
  master.terminal.setRaw(true);
  const pasted = Buffer.alloc(1024 * 1024, 'abcdefg');
  const written = master.write(pasted);
  const parts: Uint8Array[] = [];
  for (let length = 0; length < pasted.length; length += parts.at(-1)!.length)
    parts.push((await master.terminal.input.read())!);
  await written;
  expect(Buffer.concat(parts).equals(pasted)).toBe(true);
});

test('Ctrl-C overtakes a paste that nobody reads', async () => {
  const { master, signals } = terminal();
  const written = master.write(Buffer.from('line\n'.repeat(100_000)));
  await master.write(Uint8Array.of(3));
  await written;
  expect(signals).toEqual(['SIGINT']);
});
