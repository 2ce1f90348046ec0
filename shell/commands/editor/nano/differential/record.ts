import { recordScenarios } from '../../../../testing/record-screens.ts';
import { CASES } from './cases.ts';

await recordScenarios(CASES, new URL('recorded/screens.json', import.meta.url));
