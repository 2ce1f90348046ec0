import { expect, test } from 'vitest';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';

/** Everything runs as root there. */
const onNode = () => ({ machine: createShellMachine({ kind: 'node' }) });

const MADE = 'mkdir -p /tmp/d/e; touch /tmp/d/f;';

test.each([
  ['chown 1000 /tmp/d/f; stat -c "%u %g %a" /tmp/d/f', '1000 0 644\n'],
  ['chown -R 1000:2000 /tmp/d; stat -c "%u %g" /tmp/d /tmp/d/e /tmp/d/f', '1000 2000\n1000 2000\n1000 2000\n'],
  ['chown :2000 /tmp/d/f; chown root: /tmp/d/f; stat -c "%u %g" /tmp/d/f', '0 0\n'],
  ['chgrp 7 /tmp/d/f; stat -c "%u %g" /tmp/d/f', '0 7\n'],
  ['chmod -R o-rx /tmp/d; stat -c %a /tmp/d /tmp/d/e /tmp/d/f', '750\n750\n640\n'],
])('%s', async (source, stdout) => {
  expect(await runBash(`${MADE} ${source}`, onNode())).toEqual({ stdout, stderr: '', status: 0 });
});

test.each([
  ['chown nobody-here /tmp/d/f', 'chown: invalid user: ‘nobody-here’\n'],
  ['chgrp nobody-here /tmp/d/f', 'chgrp: invalid group: ‘nobody-here’\n'],
  ['chmod zz /tmp/d/f', "chmod: invalid mode: ‘zz’\nTry 'chmod --help' for more information.\n"],
  ['chmod 700 /tmp/missing', "chmod: cannot access '/tmp/missing': No such file or directory\n"],
])('%s is refused', async (source, stderr) => {
  expect(await runBash(`${MADE} ${source}`, onNode())).toEqual({ stdout: '', stderr, status: 1 });
});
