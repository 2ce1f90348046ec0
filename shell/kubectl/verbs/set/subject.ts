import { strings } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import { type JsonObject, jsonEqual, recordsAt } from '../../json.ts';
import type { Session } from '../../session.ts';
import type { Verb } from '../../verb.ts';
import { changeEach, objectsToSet, refuseLocalServer, refuseSelection, SET_FLAGS, Unfit } from './change.ts';

const RBAC = 'rbac.authorization.k8s.io';

export const subject: Verb = {
  name: 'subject',
  usage:
    'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  flags: { ...SET_FLAGS, group: strings(), serviceaccount: strings(), user: strings() },
  run: async (session, args) => {
    const targets = await objectsToSet(session, args);
    refuseLocalServer(session);
    refuseSelection(session);
    const { flags } = session;
    if (['user', 'group', 'serviceaccount'].every((flag) => flags.strings(flag).length === 0))
      throw new KubectlError('error: you must specify at least one value of user, group or serviceaccount');
    const added = subjectsOf(session);
    const clusterWide = targets.some(({ resource }) => resource.kind === 'ClusterRoleBinding');
    if (clusterWide && flags.strings('serviceaccount').some((text) => text.startsWith(':')))
      throw new KubectlError('error: serviceaccount must be <namespace>:<name>, namespace must be specified');
    return changeEach(session, targets, {
      word: 'subjects updated',
      failure: 'failed to patch subjects to rolebinding:',
      apply: (object, { resource }) => {
        if (!['RoleBinding', 'ClusterRoleBinding'].includes(resource.kind))
          throw new Unfit('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
        const present = recordsAt(object, 'subjects');
        const fresh = added.filter((each) => !present.some((other) => jsonEqual(other, each)));
        if (fresh.length > 0) object['subjects'] = [...present, ...fresh];
      },
    });
  },
};

function subjectsOf({ flags, namespace }: Session): JsonObject[] {
  const names = (flag: string) => [...new Set(flags.strings(flag))].sort();
  const people = (kind: string, flag: string) =>
    names(flag).map((name): JsonObject => ({ kind, apiGroup: RBAC, name }));
  const accounts = names('serviceaccount').map((text): JsonObject => {
    const [place, name, ...rest] = text.split(':');
    if (!name || rest.length > 0) throw new KubectlError('error: serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace: place || namespace };
  });
  return [...people('User', 'user'), ...people('Group', 'group'), ...accounts];
}
