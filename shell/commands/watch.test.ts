import { expect, test } from 'vitest';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { createShellMachine } from '../testing/run-bash.ts';
import { TestTerminal } from '../testing/screen.ts';

test('runs the command each interval under a header and ends with Ctrl-C', async () => {
  const clock = new VirtualClock();
  const machine = createShellMachine({ clock });
  machine.files.write('/tmp/f', Buffer.from('first\n'));
  const terminal = new TestTerminal({ machine, columns: 80, rows: 5 });
  terminal.type(`watch -n 5 "sed 's/^/= /' /tmp/f"\r`);
  const header = (time: string) => {
    const right = `${machine.hostname}: Mon Jan  5 ${time} 2026`;
    return `Every 5.0s: ${"sed 's/^/= /' /tmp/f".padEnd(80 - 12 - right.length)}${right}`;
  };
  const screen = async (pattern: string) => (await terminal.shows(pattern)).split('\n');
  expect(await screen('= first')).toEqual([header('09:00:00'), '', '= first']);
  machine.files.write('/tmp/f', Buffer.from('second\n'));
  await clock.advance(5000);
  expect(await screen('= second')).toEqual([header('09:00:05'), '', '= second']);
  terminal.type('\x03');
  terminal.type('echo "code $?"\r');
  const text = await terminal.shows('code 130');
  expect(text).not.toContain('Every 5.0s');
});
