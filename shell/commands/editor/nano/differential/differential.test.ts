import { readFileSync } from 'node:fs';
import { expectScreensAsRecorded, type KnownDifference } from '../../../../testing/replay-screens.ts';
import type { RecordedScenario } from '../../../../testing/screen-scenario.ts';
import { CASES } from './cases.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8'));
const recorded: RecordedScenario[] = read('screens');
const known: KnownDifference[] = read('known-differences');

expectScreensAsRecorded('nano 7.2', CASES, recorded, known);
