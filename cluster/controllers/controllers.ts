import { createCertificateApprovingController } from './certificates/approval-controller.ts';
import { createCertificateCleanerController } from './certificates/cleaner-controller.ts';
import { createCertificateSigningController } from './certificates/signing-controller.ts';
import { createClusterRoleAggregationController } from './cluster-role-aggregation/cluster-role-aggregation-controller.ts';
import type { ControllerDefinition } from './controller.ts';
import { createCronJobController } from './cronjob/cron-job-controller.ts';
import { createDaemonSetController } from './daemonset/daemon-set-controller.ts';
import { createDeploymentController } from './deployment/deployment-controller.ts';
import { createDisruptionController } from './disruption/disruption-controller.ts';
import { createStaleDisruptionController } from './disruption/stale-disruption-controller.ts';
import { createEndpointsController } from './endpoints/endpoints-controller.ts';
import { createEndpointSliceController } from './endpoints/endpointslice-controller.ts';
import { createEndpointSliceMirroringController } from './endpointslice-mirroring/endpointslice-mirroring-controller.ts';
import { createGarbageCollector } from './garbage-collector/garbage-collector.ts';
import { createHorizontalPodAutoscalerController } from './horizontal-pod-autoscaler/horizontal-pod-autoscaler-controller.ts';
import { createJobController } from './job/job-controller.ts';
import { createJobOrphanPodController } from './job/job-orphan-pods.ts';
import { createNamespaceController } from './namespace/namespace-controller.ts';
import { createRootCertificatePublisher } from './namespace/root-certificate-publisher.ts';
import { createServiceAccountController } from './namespace/service-account-controller.ts';
import { createNodeLifecycleController } from './node/node-lifecycle-controller.ts';
import { createPodGarbageCollector } from './pod-garbage-collector/pod-garbage-collector.ts';
import { createReplicaSetController } from './replicaset/replicaset-controller.ts';
import { createReplicationController } from './replicationcontroller/replication-controller.ts';
import { createResourceQuotaController } from './resource-quota/resource-quota-controller.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { createTokenSecretController } from './service-account-tokens/token-secret-controller.ts';
import { createIpAddressController } from './service-cidr/ip-address-controller.ts';
import { createServiceCidrController } from './service-cidr/service-cidr-controller.ts';
import { createStatefulSetController } from './statefulset/stateful-set-controller.ts';
import { createTaintEvictionController } from './taint-eviction/taint-eviction-controller.ts';
import { createTtlAfterFinishedController } from './ttl-after-finished/ttl-after-finished-controller.ts';
import { createEphemeralVolumeController } from './volume/ephemeral-volume-controller.ts';
import { createPersistentVolumeController } from './volume/persistent-volume-controller.ts';
import { createClaimProtectionController, createVolumeProtectionController } from './volume/protection-controllers.ts';

export const SCHEDULER = 'default-scheduler';

/** Everything that kube-controller-manager and kube-scheduler run here. One line a controller. */
export const CONTROLLERS: readonly ControllerDefinition[] = [
  { name: 'deployment-controller', create: createDeploymentController },
  { name: 'replicaset-controller', create: createReplicaSetController },
  { name: 'endpointslice-controller', create: createEndpointSliceController },
  { name: 'endpointslicemirroring-controller', create: createEndpointSliceMirroringController },
  { name: 'endpoint-controller', create: createEndpointsController },
  { name: 'daemon-set-controller', eventSource: 'daemonset-controller', create: createDaemonSetController },
  { name: 'replication-controller', create: createReplicationController },
  { name: 'statefulset-controller', create: createStatefulSetController },
  { name: 'job-controller', create: createJobController },
  { name: 'job-controller', create: createJobOrphanPodController },
  { name: 'cronjob-controller', create: createCronJobController },
  { name: 'ttl-after-finished-controller', create: createTtlAfterFinishedController },
  { name: 'disruption-controller', eventSource: 'controllermanager', create: createDisruptionController },
  { name: 'disruption-controller', eventSource: 'controllermanager', create: createStaleDisruptionController },
  { name: 'horizontal-pod-autoscaler', create: createHorizontalPodAutoscalerController },
  { name: 'service-account-controller', create: createServiceAccountController },
  { name: 'tokens-controller', create: createTokenSecretController },
  { name: 'clusterrole-aggregation-controller', create: createClusterRoleAggregationController },
  { name: 'certificate-controller', create: createCertificateApprovingController },
  { name: 'certificate-controller', create: createCertificateSigningController },
  { name: 'certificate-controller', create: createCertificateCleanerController },
  { name: 'root-ca-cert-publisher', create: createRootCertificatePublisher },
  { name: 'namespace-controller', create: createNamespaceController },
  { name: 'generic-garbage-collector', create: createGarbageCollector },
  {
    name: 'persistent-volume-binder',
    eventSource: 'persistentvolume-controller',
    create: createPersistentVolumeController,
  },
  { name: 'pvc-protection-controller', create: createClaimProtectionController },
  { name: 'pv-protection-controller', create: createVolumeProtectionController },
  { name: 'ephemeral-volume-controller', create: createEphemeralVolumeController },
  { name: 'service-cidr-controller', create: createServiceCidrController },
  { name: 'ip-address-controller', create: createIpAddressController },
  { name: 'node-controller', create: createNodeLifecycleController },
  { name: 'taint-eviction-controller', create: createTaintEvictionController },
  { name: 'pod-garbage-collector', create: createPodGarbageCollector },
  { name: 'resourcequota-controller', create: createResourceQuotaController },
  { name: SCHEDULER, create: createScheduler },
];
