import { readFileSync } from 'node:fs';
import { expectScreensAsRecorded } from '../../../../testing/replay-screens.ts';
import type { RecordedScenario } from '../../../../testing/screen-scenario.ts';
import { CASES } from './cases.ts';

const recorded: RecordedScenario[] = JSON.parse(
  readFileSync(new URL('recorded/screens.json', import.meta.url), 'utf8'),
);

expectScreensAsRecorded('vim 9.0', CASES, recorded);
