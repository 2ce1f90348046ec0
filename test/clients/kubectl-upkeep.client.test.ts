import { compareScenes } from './differential/compare-scenes.ts';
import { UPKEEP_SCENES } from './differential/upkeep-scenes.ts';

compareScenes(UPKEEP_SCENES);
