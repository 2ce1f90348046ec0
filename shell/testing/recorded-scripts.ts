import { describe, expect, it } from 'vitest';
import { runBash } from './run-bash.ts';

/** What a script said where it was recorded. */
export interface RecordedScript {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Tests that every script says here what it said there, and that the recording is of these scripts. */
export function expectAsRecorded(what: string, scripts: readonly string[], recorded: readonly RecordedScript[]): void {
  describe(what, () => {
    it('has a recording of every script', () => {
      expect(recorded.map(({ script }) => script)).toEqual(scripts);
    });

    it.each(recorded)('$script', async ({ script, stdout, stderr, status }) => {
      expect(await runBash(script)).toEqual({ stdout, stderr, status });
    });
  });
}
