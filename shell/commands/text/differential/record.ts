import { recordScripts } from '../../../testing/record-scripts.ts';
import { CASES } from './cases.ts';

/** Asks this computer's tools: `node --import tsx shell/commands/text/differential/record.ts [TOOL]...`. */
const wanted = process.argv.slice(2);
for (const [tool, scripts] of Object.entries(CASES)) {
  if (wanted.length === 0 || wanted.includes(tool))
    recordScripts(scripts, new URL(`recorded/${tool}.json`, import.meta.url));
}
