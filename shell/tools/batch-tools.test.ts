import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { createShellMachine, runBash } from '../testing/run-bash.ts';

const ok = (stdout: string) => ({ stdout, stderr: '', status: 0 });

describe('jq', () => {
  test('reads standard input and files, and keeps UTF-8', async () => {
    const machine = createShellMachine();
    expect(await runBash(`jq -r '.name' <<< '{"name":"trâffic ✓"}'`, { machine })).toEqual(ok('trâffic ✓\n'));
    const source = `echo '{"a":[1,2]}' > /tmp/x.json; jq -c '.a | map(. + $n)' --argjson n 1 /tmp/x.json`;
    expect(await runBash(source, { machine })).toEqual(ok('[2,3]\n'));
  });

  test('reads process substitutions', async () => {
    expect(await runBash(`jq -c . <(echo '{"b":2}')`)).toEqual(ok('{"b":2}\n'));
  });

  test('names a missing file', async () => {
    expect(await runBash('jq . nothing.json')).toEqual({
      stdout: '',
      stderr: 'jq: nothing.json: No such file or directory\n',
      status: 2,
    });
  });

  test('leaves the input of a loop alone when it needs none', async () => {
    const source = `printf '1\\n2\\n' | while read -r n; do jq -n --argjson n "$n" '$n * 10'; awk -v n="$n" 'BEGIN {print "{" n "}"}'; done`;
    expect(await runBash(source)).toEqual(ok('10\n{1}\n20\n{2}\n'));
  });
});

describe('awk', () => {
  test('columns and arithmetic', async () => {
    const source = `printf 'a b\\nc d\\n' | awk '{print $2}'; awk -v p=50 -v n=200 'BEGIN {p/=100; print int(n*p-4.5*sqrt(n*p*(1-p)))}'`;
    expect(await runBash(source)).toEqual(ok('b\nd\n68\n'));
  });

  test('works while a virtual clock runs freely, and does not let it jump', async () => {
    const clock = new VirtualClock();
    const stop = clock.runFreely();
    const machine = createShellMachine({ clock });
    const before = clock.now();
    let fired = 0;
    const cancel = clock.schedule(3_600_000, () => fired++);
    expect(await runBash(`echo 3 4 | awk '{print $1 * $2}'`, { machine })).toEqual(ok('12\n'));
    expect([fired, clock.now() - before < 3_600_000]).toEqual([0, true]);
    cancel();
    stop();
  });

  test('ends with its process', async () => {
    const source = `awk 'BEGIN {for (i = 0; i < 900000; i++) for (j = 0; j < 900000; j++) k++}' & kill $!; wait $!; echo $?`;
    expect((await runBash(source)).stdout).toBe('143\n');
    expect(await runBash(`echo x | awk '{print $1}'`)).toEqual(ok('x\n'));
  });
});

describe('tar and gzip', () => {
  test('pack a directory and unpack it elsewhere', async () => {
    const machine = createShellMachine();
    for (const path of ['/tmp/d/e', '/tmp/out']) machine.files.makeDirectory(path, { recursive: true });
    machine.files.write('/tmp/d/1', Buffer.from('one\n'));
    machine.files.write('/tmp/d/e/2', Buffer.from('two\n'));
    expect(await runBash('cd /tmp; tar czf d.tgz d && tar xzf d.tgz -C out', { machine })).toEqual(ok(''));
    expect(Buffer.from(machine.files.read('/tmp/out/d/e/2')).toString()).toBe('two\n');
  });

  test('gzip replaces a file and streams bytes', async () => {
    const machine = createShellMachine();
    const source = 'cd /tmp; echo hello > f; gzip f; zcat f.gz; gzip < f.gz | gunzip | gunzip';
    expect(await runBash(source, { machine })).toEqual(ok('hello\nhello\n'));
    expect([machine.files.exists('/tmp/f'), machine.files.exists('/tmp/f.gz')]).toEqual([false, true]);
  });
});
