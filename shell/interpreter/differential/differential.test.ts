import { readFileSync } from 'node:fs';
import { expectAsRecorded } from '../../testing/recorded-scripts.ts';
import { recordingOf, SUBJECTS, scriptsAbout } from './cases.ts';

for (const subject of SUBJECTS) {
  expectAsRecorded(
    `${subject} as bash 5.2`,
    scriptsAbout(subject),
    JSON.parse(readFileSync(recordingOf(subject), 'utf8')),
  );
}
