import { describe, expect, it } from 'vitest';
import { runBash } from '../../testing/run-bash.ts';
import { COMMANDS } from '../table.ts';

const NAMES = COMMANDS.map(({ name }) => name);
/** They have no such option: test(1) and [ take it for a word, echo shows it, true and false do nothing, dig has -h. */

const WITHOUT = new Set(['[', 'dig', 'echo', 'false', 'kill', 'printf', 'pwd', 'reset', 'test', 'true']);

/** Names of one program. */
const ALSO: Readonly<Record<string, string>> = { dash: 'bash', egrep: 'grep', fgrep: 'grep', hd: 'hexdump' };

describe('--help', () => {
  it.each(NAMES.filter((name) => !WITHOUT.has(name)))('of %s tells how it is called', async (name) => {
    const { stdout, stderr } = await runBash(`/usr/bin/${name} --help < /dev/null`);
    expect(`${stdout}${stderr}`.toLowerCase()).toContain((ALSO[name] ?? name).toLowerCase());
    expect(`${stdout}${stderr}`.toLowerCase()).not.toContain('unrecognized');
  });
});

describe('man', () => {
  it('makes a page of the help text', async () => {
    const { stdout, status } = await runBash('man ls | head -12');
    const [header, ...rest] = stdout.split('\n');
    expect(header).toMatch(/^LS\(1\) +User Commands +LS\(1\)$/);
    expect(rest.slice(0, 5)).toEqual(['', 'NAME', '       ls - lists what directories hold', '', 'SYNOPSIS']);
    expect(status).toBe(0);
  });

  it('knows nothing of what is not there', async () => {
    expect(await runBash('man nope')).toEqual({ stdout: '', stderr: 'No manual entry for nope\n', status: 16 });
  });

  it('finds pages by word', async () => {
    expect(await runBash('whatis ls; apropos "disk files"')).toEqual({
      stdout:
        'ls (1)               - lists what directories hold\ndu (1)               - how much of the disk files take\n',
      stderr: '',
      status: 0,
    });
  });
});
