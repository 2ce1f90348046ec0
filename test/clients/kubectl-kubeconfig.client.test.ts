import { compareScenes } from './differential/compare-scenes.ts';
import { KUBECONFIG_SCENES } from './differential/kubeconfig-scenes.ts';

compareScenes(KUBECONFIG_SCENES);
