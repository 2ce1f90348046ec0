import { keyOf } from '../../client/object-cache.ts';
import type { ReplicationController } from '../../client/objects.ts';
import { REPLICATION_CONTROLLERS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { createReplicaController, type ReplicaKeeper } from '../replicaset/replica-controller.ts';

/** ReplicationControllers are ReplicaSets with a simpler selector (pkg/controller/replication). */
export function createReplicationController(context: ControllerContext): Controller {
  const controllers = context.informers.informer(REPLICATION_CONTROLLERS);
  const resource = context.client.resource(REPLICATION_CONTROLLERS);
  return createReplicaController(context, {
    kind: 'ReplicationController',
    watch: watch(REPLICATION_CONTROLLERS, (controller) => [keyOf(controller)]),
    get: (key) => {
      const controller = controllers.get(key);
      return controller && asKeeper(controller);
    },
    list: (namespace) => controllers.list(namespace).map(asKeeper),
    siblings: (keeper) => [keeper],
    updateStatus: async (keeper, status) => {
      const controller = controllers.get(keyOf(keeper));
      if (controller?.metadata.resourceVersion === keeper.metadata.resourceVersion) {
        await resource.updateStatus({ ...controller, status });
      }
    },
  });
}

function asKeeper({ spec, ...rest }: ReplicationController): ReplicaKeeper {
  return { ...rest, spec: { ...spec, selector: { matchLabels: spec.selector ?? {} } } };
}
