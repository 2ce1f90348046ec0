import { expect, test } from 'vitest';
import { createShellMachine, runBash } from '../../../testing/run-bash.ts';

function machineWith(files: Record<string, string>) {
  const machine = createShellMachine();
  for (const [name, text] of Object.entries(files)) {
    machine.files.write(`/tmp/${name}`, Buffer.from(text));
    machine.files.setModified(`/tmp/${name}`, Date.UTC(2026, 0, 5, 9, 0, 1));
  }
  return machine;
}

const two = () => machineWith({ a: '1\n2\n3\n4\n5\n6\n7\n8\n9\n', b: '1\n2\nthree\n4\n5\n6\n7\n9\nten' });

test('the normal format', async () => {
  expect(await runBash('cd /tmp; diff a b', { machine: two() })).toEqual({
    stdout: '3c3\n< 3\n---\n> three\n8d7\n< 8\n9a9\n> ten\n\\ No newline at end of file\n',
    stderr: '',
    status: 1,
  });
});

test('the unified format', async () => {
  expect(await runBash('cd /tmp; diff -U1 a b', { machine: two() })).toEqual({
    stdout: `--- a\t2026-01-05 09:00:01.000000000 +0000
+++ b\t2026-01-05 09:00:01.000000000 +0000
@@ -2,3 +2,3 @@
 2
-3
+three
 4
@@ -7,3 +7,3 @@
 7
-8
 9
+ten
\\ No newline at end of file
`,
    stderr: '',
    status: 1,
  });
});

test('exit codes, standard input, process substitution and refusals', async () => {
  const machine = two();
  const source = `cd /tmp; diff a a; echo $?; diff -q a b; diff -s a a; diff - a < a; echo $?; diff <(echo x) <(echo y); echo $?; diff a nothing; echo $?; diff . /tmp; echo $?; diff a; echo $?`;
  expect(await runBash(source, { machine })).toEqual({
    stdout: '0\nFiles a and b differ\nFiles a and a are identical\n0\n1c1\n< x\n---\n> y\n1\n2\n0\n2\n',
    stderr: `diff: nothing: No such file or directory
diff: missing operand after 'a'
diff: Try 'diff --help' for more information.
`,
    status: 0,
  });
});
