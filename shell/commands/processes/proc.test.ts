import { describe, expect, test } from 'vitest';
import { runBash } from '../../testing/run-bash.ts';

async function outputOf(script: string): Promise<string> {
  const { stdout, stderr } = await runBash(script);
  return stdout + stderr;
}

describe('/proc', () => {
  test('self is whoever looks', async () => {
    expect(await outputOf('cat /proc/self/comm; tr "\\0" " " < /proc/$$/comm; readlink /proc/self/exe')).toBe(
      'cat\nbash\n/usr/bin/readlink\n',
    );
    expect(await outputOf('(( $(readlink /proc/self) > $$ )) && head -n 1 /proc/self/status')).toBe('Name:\thead\n');
  });

  test('arguments, environment and directory of a process', async () => {
    const script =
      'cd /tmp; A=1 sleep infinity & sleep 1; p=$(pgrep -xn sleep); tr "\\0" " " < /proc/$p/cmdline; echo; readlink /proc/$p/cwd; tr "\\0" "\\n" < /proc/$p/environ | grep ^A=; kill $!';
    expect(await outputOf(script)).toBe('sleep infinity \n/tmp\nA=1\n');
  });

  test('what belongs to others is theirs', async () => {
    expect(await outputOf('cat /proc/1/comm /proc/1/environ; ls /proc/1/fd; readlink /proc/1/cwd; echo $?')).toBe(
      `systemd
1
cat: /proc/1/environ: Permission denied
ls: cannot open directory '/proc/1/fd': Permission denied
`,
    );
    expect(await outputOf('sudo readlink /proc/1/exe; sudo ls /proc/1/fd')).toBe('/usr/lib/systemd/systemd\n0\n1\n2\n');
  });

  test('a process that has ended is gone', async () => {
    expect(await outputOf('true & wait; ls /proc/$!; echo x > /proc/self/comm')).toMatch(
      /^ls: cannot access '\/proc\/\d+': No such file or directory\nbash: line 1: \/proc\/self\/comm: Permission denied\n$/,
    );
  });

  test('descriptors: files, pipes and who asks for them', async () => {
    expect(
      await outputOf(
        'exec < /etc/passwd; readlink /proc/self/fd/0; [ -p /dev/stdin ] || echo file; echo | { [ -p /dev/stdin ] && echo pipe; }',
      ),
    ).toBe('/etc/passwd\nfile\npipe\n');
  });

  test('programs make files as the umask says', async () => {
    const script =
      'umask 027; touch a; mkdir b; cp a c; echo | tee d > /dev/null; bash -c "touch e; umask"; stat -c "%a %n" *';
    expect(await outputOf(script)).toBe('0027\n640 a\n750 b\n640 c\n640 d\n640 e\n');
  });
});

test('rights are asked for before a directory is entered, and by file tests', async () => {
  const script =
    '[ -r /etc/shadow ]; echo $?; [ -w /etc/passwd ]; echo $?; [ -x ~ ]; echo $?; cd /root; cd /nope; > /nope/x; kill 1';
  expect(await outputOf(script)).toBe(`1
1
0
bash: line 1: cd: /root: Permission denied
bash: line 1: cd: /nope: No such file or directory
bash: line 1: /nope/x: No such file or directory
bash: line 1: kill: (1) - Operation not permitted
`);
});
