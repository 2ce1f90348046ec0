import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { createShellMachine, runBash } from '../testing/run-bash.ts';

const ok = (stdout: string) => ({ stdout, stderr: '', status: 0 });

describe('awk and jq give what they have as soon as it comes', () => {
  test('awk behind a command that goes on', async () => {
    const source = `(echo 1 a; echo 2 b; sleep 1000) | awk '{print $2}' | head -n 2`;
    expect(
      (await runBash(`${source} & sleep 5; kill %1`, { machine: createShellMachine({ clock: new VirtualClock() }) }))
        .stdout,
    ).toBe('a\nb\n');
  });

  test('jq behind a command that goes on', async () => {
    const source = `(echo '{"a":1}'; echo '{"a":2}'; sleep 1000) | jq .a | head -n 2`;
    expect(
      (await runBash(`${source} & sleep 5; kill %1`, { machine: createShellMachine({ clock: new VirtualClock() }) }))
        .stdout,
    ).toBe('1\n2\n');
  });

  test('awk stops reading after exit, so that an endless writer ends', async () => {
    expect(await runBash(`yes | awk 'NR==3{print NR; exit}'`)).toEqual(ok('3\n'));
    expect(await runBash(`yes 1 | jq -n 'first(inputs)'`)).toEqual(ok('1\n'));
  });
});

describe('endless programs end with their process', () => {
  test.each([
    `awk 'BEGIN {for (;;) i++}'`,
    `awk 'function f(n) {return f(n)} BEGIN {while (1) x = x "a"}'`,
    `jq -n '[range(infinite)]'`,
    `jq -n 'last(repeat(1))'`,
    `jq -n 'def f: f; f'`,
  ])('%s', async (command) => {
    expect((await runBash(`${command} & kill $!; wait $!; echo $?`)).stdout).toBe('143\n');
  });

  test('and keep to linear time with any expression', async () => {
    const source = `awk 'BEGIN {s = sprintf("%5000s", ""); gsub(/ /, "a", s); print s ~ /^(a+)+$b/}'`;
    expect(await runBash(source)).toEqual(ok('0\n'));
    expect(await runBash(`jq -n '"a" * 5000 | test("^(a+)+$b")'`)).toEqual(ok('false\n'));
  });
});

describe('jq', () => {
  test('reads process substitutions and keeps UTF-8', async () => {
    expect(await runBash(`jq -c . <(echo '{"b":2}')`)).toEqual(ok('{"b":2}\n'));
    expect(await runBash(`jq -r '.name' <<< '{"name":"trâffic ✓"}'`)).toEqual(ok('trâffic ✓\n'));
  });

  test('leaves the input of a loop alone when it needs none', async () => {
    const source = `printf '1\\n2\\n' | while read -r n; do jq -n --argjson n "$n" '$n * 10'; awk -v n="$n" 'BEGIN {print "{" n "}"}'; done`;
    expect(await runBash(source)).toEqual(ok('10\n{1}\n20\n{2}\n'));
  });
});
