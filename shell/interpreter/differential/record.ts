import { recordScripts } from '../../testing/record-scripts.ts';
import { recordingOf, SUBJECTS, scriptsAbout } from './cases.ts';

/** Asks this computer's bash 5.2: `node --import tsx shell/interpreter/differential/record.ts [SUBJECT]...`. */
const wanted = process.argv.slice(2);
for (const subject of wanted.length > 0 ? wanted : SUBJECTS) recordScripts(scriptsAbout(subject), recordingOf(subject));
