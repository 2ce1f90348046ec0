import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NftOptions } from '../../machinery/nftables.ts';
import { HostNftables } from './host-nftables.ts';

// Recorded from nft 1.0.6 in a network namespace of its own: commands after `$`, what they print, `[rc]` where they fail.

const OPTIONS: Readonly<Record<string, keyof NftOptions>> = { '-a': 'handles', '-s': 'stateless', '-n': 'numeric' };

/** Words of a command line, without its single quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
}

function run(nftables: HostNftables, line: string): string {
  const words = wordsOf(line).slice(1);
  const options: Partial<Record<keyof NftOptions, boolean>> = {};
  while (words[0]?.startsWith('-')) options[OPTIONS[words.shift()!]!] = true;
  const { output, errors } = nftables.run(words.join(' '), options as NftOptions);
  return `$ ${line}\n${output}${errors}${errors ? '[rc]\n' : ''}`;
}

for (const name of ['statements', 'objects']) {
  test(`${name}: what nft prints and says`, () => {
    const transcript = readFileSync(new URL(`testdata/${name}.transcript`, import.meta.url), 'utf8');
    const nftables = new HostNftables(
      () => 0,
      () => {},
    );
    const commands = [...transcript.matchAll(/^\$ (.*)$/gm)].map(([, line]) => line!);
    expect(commands.map((line) => run(nftables, line)).join('')).toBe(transcript);
  });
}

test('a text is carried out as a whole or not at all', () => {
  const nftables = new HostNftables(
    () => 0,
    () => {},
  );
  nftables.run('table ip a { chain b { tcp dport 80 accept; } }');
  const before = nftables.run('list ruleset').output;
  const text = 'flush chain ip a b\nadd set ip a s { type ipv4_addr; }\ndelete table ip nothing\n';
  expect(nftables.run(text, { source: '/dev/stdin' })).toEqual({
    output: '',
    errors: `/dev/stdin:3:17-23: Error: Could not process rule: No such file or directory
delete table ip nothing
                ^^^^^^^
`,
  });
  expect(nftables.run('list ruleset').output).toBe(before);
});
