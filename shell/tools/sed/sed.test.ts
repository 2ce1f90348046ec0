import { describe, expect, test } from 'vitest';
import { createPipe } from '../../../cluster/machinery/byte-stream.ts';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';
import { sed } from './sed.ts';

async function edit(args: string, stdin: string): Promise<string> {
  const { stdout, stderr } = await runBash(`sed ${args}`, { stdin });
  return stdout + stderr;
}

describe('sed', () => {
  test.each([
    ['s/b/X/', 'abb\n', 'aXb\n'],
    ['s/b/X/g', 'abb\n', 'aXX\n'],
    ['s/b/X/2', 'abb\n', 'abX\n'],
    ["'s/x*/-/g'", 'abc\n', '-a-b-c-\n'],
    ["'s/a*/x/g'", 'baaac\n', 'xbxcx\n'],
    ["-n 's/b/X/p'", 'abb\nccc\n', 'aXb\n'],
    ["'s/B/X/I'", 'abb\n', 'aXb\n'],
    ["'s/\\(a\\)\\(b*\\)/[\\2\\1&]/'", 'abb\n', '[bbaabb]\n'],
    ["-E 's/(a|ab)(c|bcd)?/<\\1>/'", 'abcd\n', '<a>\n'],
    ["-E 's#/+#/#g'", 'a//b///c\n', 'a/b/c\n'],
    ["'s/[^:]*: *//'", 'Location:  /x:y\n', '/x:y\n'],
    ["'s/ $//'", 'a b \n', 'a b\n'],
    ["'s/a+b/X/'", 'a+b aab\n', 'X aab\n'],
    ["'s/[[:space:]]\\+/_/g'", 'a \t b\n', 'a_b\n'],
    ["'s/a\\{2\\}/X/'", 'aaa\n', 'Xa\n'],
    ["'s/.*/\\U&/; s/^./\\l&/'", 'abc\n', 'aBC\n'],
    ["'s,/,\\n,g'", 'a/b\n', 'a\nb\n'],
    ["'s|[/|]|-|g'", 'a/b|c\n', 'a-b-c\n'],
    ['2d', '1\n2\n3\n', '1\n3\n'],
    ["'$d'", '1\n2\n3\n', '1\n2\n'],
    ["-n '$='", '1\n2\n3\n', '3\n'],
    ["-n '2,3p'", '1\n2\n3\n4\n', '2\n3\n'],
    ["-n '/b/,/d/p'", 'a\nb\nc\nd\ne\n', 'b\nc\nd\n'],
    ["-n '/b/,+1p'", 'a\nb\nc\nd\n', 'b\nc\n'],
    ["-n '2~2p'", '1\n2\n3\n4\n', '2\n4\n'],
    ["'0,/a/s//X/'", 'a\na\n', 'X\na\n'],
    ["'/a/!d'", 'a\nb\n', 'a\n'],
    ["-n '/a/{p;p}'", 'a\nb\n', 'a\na\n'],
    ['1q', '1\n2\n', '1\n'],
    ["'N;s/\\n/+/'", '1\n2\n3\n', '1+2\n3\n'],
    ["':a;N;$!ba;s/\\n/,/g'", '1\n2\n3\n', '1,2,3\n'],
    ["'1!G;h;$!d'", '1\n2\n3\n', '3\n2\n1\n'],
    ["'$!N;P;D'", '1\n2\n3\n', '1\n2\n3\n'],
    ['G', 'a\nb\n', 'a\n\nb\n\n'],
    ["'2i\\  two'", '1\n3\n', '1\n  two\n3\n'],
    ["'1a one and\\\nhalf'", '1\n2\n', '1\none and\nhalf\n2\n'],
    ["'2,3c changed'", '1\n2\n3\n4\n', '1\nchanged\n4\n'],
    ["'y/abc/xyz/'", 'aabbcc\n', 'xxyyzz\n'],
    ['-e s/a/b/ -e s/b/c/', 'a\n', 'c\n'],
    ['s/a/b/', 'a', 'b'],
    ["-n 'n;p'", '1\n2\n3\n4\n', '2\n4\n'],
    [
      "'/ingressClassName/d; s/name: ___/name: red/; s/number: ___/number: 80/'",
      'ingressClassName: ___\n  name: ___\n number: ___\n',
      '  name: red\n number: 80\n',
    ],
  ])('sed %s', async (args, stdin, stdout) => {
    expect(await edit(args, stdin)).toBe(stdout);
  });

  test.each([
    ['k', "sed: -e expression #1, char 1: unknown command: `k'\n"],
    ['s/a/b', "sed: -e expression #1, char 5: unterminated `s' command\n"],
    ['s/a/b/k', "sed: -e expression #1, char 7: unknown option to `s'\n"],
    ["'/a'", 'sed: -e expression #1, char 2: unterminated address regex\n'],
    ["'s/\\(a/b/'", 'sed: -e expression #1, char 8: Unmatched ( or \\(\n'],
    ["'b end'", "sed: can't find label for jump to `end'\n"],
    ["'{p'", "sed: -e expression #1, char 0: unmatched `{'\n"],
    ['p nothing', "sed: can't read nothing: No such file or directory\n"],
    ['-i s/a/b/', 'sed: no input files\n'],
  ])('sed %s complains', async (args, message) => {
    expect(await edit(args, 'a\n')).toBe(message);
  });

  test('edits files in place, with a backup when asked', async () => {
    const machine = createShellMachine();
    const read = (path: string) => Buffer.from(machine.files.read(path)).toString();
    machine.files.write('/tmp/f', Buffer.from('one\ntwo\nthree\n'));
    await runBash('sed -i.bak -e "s/one/1/" -e 2q /tmp/f', { machine });
    expect([read('/tmp/f'), read('/tmp/f.bak')]).toEqual(['1\ntwo\n', 'one\ntwo\nthree\n']);
  });

  test('prints each line as soon as it is there', async () => {
    const machine = createShellMachine();
    const [input, output] = [createPipe(), createPipe()];
    const args = ['sed', 's/a/b/'];
    machine.processes.start({ program: sed, args, stdin: input.reader, stdout: output.writer });
    await input.writer.write(Buffer.from('a1\na2'));
    expect(Buffer.from((await output.reader.read())!).toString()).toBe('b1\n');
    await input.writer.write(Buffer.from('\n'));
    expect(Buffer.from((await output.reader.read())!).toString()).toBe('b2\n');
    input.writer.close();
  });

  test('an endless script can be interrupted', async () => {
    const result = await runBash(`echo a | sed ':a;ba' & sleep 1; kill $!; wait $!; echo $?`);
    expect(result.stdout).toBe('143\n');
  });
});
