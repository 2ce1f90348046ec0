import type { ControllerDefinition } from './controller.ts';
import { createDeploymentController } from './deployment/deployment-controller.ts';
import { createEndpointsController } from './endpoints/endpoints-controller.ts';
import { createEndpointSliceController } from './endpoints/endpointslice-controller.ts';
import { createReplicaSetController } from './replicaset/replicaset-controller.ts';
import { createScheduler } from './scheduler/scheduler.ts';

export const SCHEDULER = 'default-scheduler';

/** Everything that kube-controller-manager and kube-scheduler run here. One line a controller. */
export const CONTROLLERS: readonly ControllerDefinition[] = [
  { name: 'deployment-controller', create: createDeploymentController },
  { name: 'replicaset-controller', create: createReplicaSetController },
  { name: 'endpointslice-controller', create: createEndpointSliceController },
  { name: 'endpoint-controller', create: createEndpointsController },
  { name: SCHEDULER, create: createScheduler },
];
