import { compareScenes } from './differential/compare-scenes.ts';
import { STREAM_SCENES } from './differential/stream-scenes.ts';

compareScenes(STREAM_SCENES);
