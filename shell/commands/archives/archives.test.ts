import { expect, test } from 'vitest';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';

const ok = (stdout: string) => ({ stdout, stderr: '', status: 0 });

test('tar packs a directory through a pipe and unpacks it elsewhere', async () => {
  const source =
    'mkdir -p d/e out; echo one > d/1; echo two > d/e/2; chmod 750 d/1; tar czf - d | tar xzf - -C out; cat out/d/e/2; stat -c %a out/d/1';
  expect(await runBash(source)).toEqual(ok('two\n750\n'));
});

test('gzip replaces a file and streams bytes', async () => {
  const machine = createShellMachine();
  const source = 'cd /tmp; echo hello > f; gzip f; zcat f.gz; gzip < f.gz | gunzip | gunzip';
  expect(await runBash(source, { machine })).toEqual(ok('hello\nhello\n'));
  expect([machine.files.exists('/tmp/f'), machine.files.exists('/tmp/f.gz')]).toEqual([false, true]);
});

test('an archive cannot lead out of the directory it is unpacked in', async () => {
  const source =
    'mkdir -p a/b; echo x > a/f; cd a/b; tar cPf ../../t.tar ../f; cd ../..; mkdir -p c/d; tar xf t.tar -C c/d; ls c c/d';
  expect(await runBash(source)).toEqual({
    stdout: 'c:\nd\n\nc/d:\nf\n',
    stderr: "tar: Removing leading `../' from member names\n",
    status: 0,
  });
});
