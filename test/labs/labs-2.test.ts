import { describeLabs } from './prove-labs.ts';

describeLabs(2);
