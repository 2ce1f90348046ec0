import { recordScripts } from '../../testing/record-scripts.ts';
import { CASES } from './cases.ts';

/** Asks this computer's gawk and jq: `node --import tsx shell/tools/differential/record.ts [SUBJECT]...`. */
const wanted = process.argv.slice(2);
for (const [subject, scripts] of Object.entries(CASES)) {
  if (wanted.length === 0 || wanted.includes(subject)) {
    recordScripts(scripts, new URL(`recorded/${subject}.json`, import.meta.url));
  }
}
