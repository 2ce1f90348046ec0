import { expect, test } from 'vitest';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';
import { TestTerminal } from '../../testing/screen.ts';

test('-b -n 1 prints the summary and every process', async () => {
  const { stdout, status } = await runBash('top -b -n 1');
  const lines = stdout.split('\n');
  expect(status).toBe(0);
  expect(lines[0]).toMatch(
    /^top - \d\d:\d\d:\d\d up .*, {2}\d+ users?, {2}load average: \d+\.\d\d, \d+\.\d\d, \d+\.\d\d$/,
  );
  expect(lines[1]).toMatch(/^Tasks: +\d+ total, +\d+ running, +\d+ sleeping, +\d+ stopped, +\d+ zombie$/);
  expect(lines[2]).toMatch(
    /^%Cpu\(s\): +\d+\.\d us, +\d+\.\d sy, +0\.0 ni, *\d+\.\d id, +0\.0 wa, +0\.0 hi, +0\.0 si, +0\.0 st $/,
  );
  expect(lines[5]).toBe('');
  expect(lines[6]).toBe('    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND');
  expect(stdout).toMatch(/ bash$/m);
  expect(stdout).toMatch(/ top$/m);
});

test('keys sort and show command lines; k ends a process; q leaves', async () => {
  const terminal = new TestTerminal({ machine: createShellMachine(), columns: 100, rows: 20 });
  terminal.type('sleep 1000 & top\r');
  await terminal.shows('COMMAND');
  terminal.type('c');
  await terminal.shows(/^ *\d+ .*sleep 1000$/m);
  terminal.type('k');
  await terminal.shows('PID to signal/kill');
  const [, pid = ''] = /^ *(\d+) .*sleep 1000$/m.exec(terminal.text())!;
  terminal.type(`${pid}\r`);
  await terminal.shows(`Send pid ${pid} signal [15/sigterm]`);
  terminal.type('\r');
  terminal.type('q');
  expect(await terminal.shows('Terminated')).not.toContain('COMMAND');
});
