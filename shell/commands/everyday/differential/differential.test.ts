import { expectAsRecorded } from '../../../testing/recorded-scripts.ts';
import { CASES } from './cases.ts';
import recorded from './recorded.json' with { type: 'json' };

expectAsRecorded('everyday commands as on Debian 12', CASES, recorded);
