import { keyOf } from '../../client/object-cache.ts';
import { controllerOf, controllerUids } from '../../client/owner-references.ts';
import { REPLICA_SETS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { createReplicaController, type ReplicaKeeper } from './replica-controller.ts';

/** The ReplicaSets of Deployments, and those that somebody has made (pkg/controller/replicaset). */
export function createReplicaSetController(context: ControllerContext): Controller {
  const sets = context.informers.informer(REPLICA_SETS);
  const setsOf = sets.index('controller', controllerUids);
  return createReplicaController(context, {
    kind: 'ReplicaSet',
    watch: watch(REPLICA_SETS, (set) => [keyOf(set)]),
    get: (key) => sets.get(key),
    list: (namespace) => sets.list(namespace),
    siblings: (keeper: ReplicaKeeper) => {
      const owner = controllerOf(keeper);
      return owner ? setsOf(owner.uid) : [keeper];
    },
    updateStatus: async (keeper, status) => {
      const set = sets.get(keyOf(keeper));
      if (set?.metadata.resourceVersion === keeper.metadata.resourceVersion) {
        await context.client.resource(REPLICA_SETS).updateStatus({ ...set, status });
      }
    },
  });
}
