import { KubectlError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import { changeEach, objectsToSet, podSpecOf, refuseLocalServer, SET_FLAGS } from './change.ts';

export const serviceAccount: Verb = {
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  flags: SET_FLAGS,
  run: async (session, args) => {
    refuseLocalServer(session);
    const name = args.at(-1);
    if (name === undefined) throw new KubectlError('error: serviceaccount is required');
    const targets = await objectsToSet(session, args.slice(0, -1));
    return changeEach(session, targets, {
      word: 'serviceaccount updated',
      failure: 'failed to patch ServiceAccountName',
      always: true,
      apply: (object, target) => {
        podSpecOf(object, target)['serviceAccountName'] = name;
      },
    });
  },
};
