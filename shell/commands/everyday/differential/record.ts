import { recordScripts } from '../../../testing/record-scripts.ts';
import { CASES } from './cases.ts';

/**
 * Asks this computer's tools: `node --import tsx shell/commands/everyday/differential/record.ts`, as a user of number
 * 1000, who may not do everything.
 */
recordScripts(CASES, new URL('recorded.json', import.meta.url));
