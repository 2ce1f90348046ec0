import { expect, test } from 'vitest';
import { runBash } from '../../testing/run-bash.ts';
import { TestTerminal } from '../../testing/screen.ts';

test('ps on a terminal shows its own session', async () => {
  const terminal = new TestTerminal();
  await terminal.shows('$');
  const lines = (await terminal.run('ps')).split('\n');
  expect(lines[0]).toBe('    PID TTY          TIME CMD');
  expect(lines.slice(1).map((line) => line.slice(8))).toEqual(['pts/0    00:00:00 bash', 'pts/0    00:00:00 ps']);
});

test('a host has its services, and a tree of processes', async () => {
  const { stdout } = await runBash(
    "ps -e -o pid=,ppid=,comm= | head -3; sleep 5 & ps -o comm= --ppid $$ | grep -c sleep; pgrep -l sleep | cut -d' ' -f2; pkill -9 sleep; wait $!; echo $?",
  );
  expect(stdout).toBe(
    '      1       0 systemd\n    271       1 systemd-journal\n    296       1 systemd-udevd\n1\nsleep\n137\n',
  );
});

test('what belongs to root is not for the learner to end', async () => {
  expect(await runBash('pkill cron')).toEqual({
    stdout: '',
    stderr: 'pkill: killing pid 478 failed: Operation not permitted\n',
    status: 1,
  });
});
