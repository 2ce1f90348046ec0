import { compareScenes } from './differential/compare-scenes.ts';
import { DOCUMENT_SCENES } from './differential/document-scenes.ts';

compareScenes(DOCUMENT_SCENES);
