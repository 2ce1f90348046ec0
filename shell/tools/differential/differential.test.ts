import { readFileSync } from 'node:fs';
import { expectAsRecorded, type RecordedScript } from '../../testing/recorded-scripts.ts';
import { CASES } from './cases.ts';

for (const [subject, scripts] of Object.entries(CASES)) {
  const recorded = JSON.parse(
    readFileSync(new URL(`recorded/${subject}.json`, import.meta.url), 'utf8'),
  ) as RecordedScript[];
  expectAsRecorded(`programs: ${subject}`, scripts, recorded);
}
