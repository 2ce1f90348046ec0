import { describe, expect, it } from 'vitest';
import { runBash } from '../../testing/run-bash.ts';
import { CASES } from './cases.ts';
import recorded from './recorded.json' with { type: 'json' };

describe('as bash 5', () => {
  it('has a recording of every case', () => {
    expect(recorded.map(({ script }) => script)).toEqual(CASES);
  });

  it.each(recorded)('$script', async ({ script, stdout, stderr, status }) => {
    expect(await runBash(script)).toEqual({ stdout, stderr, status });
  });
});
