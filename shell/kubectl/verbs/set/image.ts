import { KubectlError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import {
  changeEach,
  containersIn,
  objectsToSet,
  podSpecOf,
  refuseLocalServer,
  refuseSelection,
  SET_FLAGS,
} from './change.ts';

export const image: Verb = {
  name: 'image',
  usage:
    'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  flags: SET_FLAGS,
  run: async (session, args) => {
    const images = args.filter((item) => /^.+=./.test(item)).map((item) => item.split(/=(.*)/s, 2) as [string, string]);
    const targets = await objectsToSet(
      session,
      args.filter((item) => !item.includes('=')),
    );
    refuseSelection(session);
    if (images.length === 0) throw new KubectlError('error: at least one image update is required');
    if (images.length > 1 && images.some(([name]) => name === '*'))
      throw new KubectlError(
        'error: all containers are already specified by *, but saw more than one container_name=container_image pairs',
      );
    refuseLocalServer(session);
    const missing: string[] = [];
    const failure = 'failed to patch image update to pod template:';
    const apply = (object: Parameters<typeof podSpecOf>[0], target: Parameters<typeof podSpecOf>[1]) => {
      const spec = podSpecOf(object, target);
      const containers = [...containersIn(spec, 'initContainers'), ...containersIn(spec, 'containers')];
      for (const [name, value] of images) {
        const chosen = containers.filter((container) => name === '*' || container['name'] === name);
        if (chosen.length === 0) missing.push(`error: unable to find container named "${name}"`);
        for (const container of chosen) container['image'] = value;
      }
    };
    await changeEach(session, targets, { word: 'image updated', failure, apply });
    if (missing.length > 0) throw new KubectlError(missing.join('\n'));
    return 0;
  },
};
