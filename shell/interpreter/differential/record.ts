import { recordScripts } from '../../testing/record-scripts.ts';
import { CASES } from './cases.ts';

/** Asks this computer's bash 5: `node --import tsx shell/interpreter/differential/record.ts`. */
recordScripts(CASES, new URL('recorded.json', import.meta.url));
