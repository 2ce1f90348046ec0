import { clusterRoleKind } from './kinds/cluster-role.ts';
import { clusterRoleBindingKind } from './kinds/cluster-role-binding.ts';
import { configMapKind } from './kinds/config-map.ts';
import { controllerRevisionKind } from './kinds/controller-revision.ts';
import { cronJobKind } from './kinds/cron-job.ts';
import { csiDriverKind } from './kinds/csi-driver.ts';
import { csiNodeKind } from './kinds/csi-node.ts';
import { customResourceDefinitionKind } from './kinds/custom-resource-definition.ts';
import { daemonSetKind } from './kinds/daemon-set.ts';
import { deploymentKind } from './kinds/deployment.ts';
import { endpointSliceKind } from './kinds/endpoint-slice.ts';
import { endpointsKind } from './kinds/endpoints.ts';
import { eventKind } from './kinds/event.ts';
import { horizontalPodAutoscalerKind } from './kinds/horizontal-pod-autoscaler.ts';
import { ingressKind } from './kinds/ingress.ts';
import { ingressClassKind } from './kinds/ingress-class.ts';
import { jobKind } from './kinds/job.ts';
import { leaseKind } from './kinds/lease.ts';
import { limitRangeKind } from './kinds/limit-range.ts';
import { localSubjectAccessReviewKind } from './kinds/local-subject-access-review.ts';
import { namespaceKind } from './kinds/namespace.ts';
import { networkPolicyKind } from './kinds/network-policy.ts';
import { nodeKind } from './kinds/node.ts';
import { persistentVolumeKind } from './kinds/persistent-volume.ts';
import { persistentVolumeClaimKind } from './kinds/persistent-volume-claim.ts';
import { podKind } from './kinds/pod.ts';
import { podDisruptionBudgetKind } from './kinds/pod-disruption-budget.ts';
import { priorityClassKind } from './kinds/priority-class.ts';
import { replicaSetKind } from './kinds/replica-set.ts';
import { replicationControllerKind } from './kinds/replication-controller.ts';
import { resourceQuotaKind } from './kinds/resource-quota.ts';
import { roleKind } from './kinds/role.ts';
import { roleBindingKind } from './kinds/role-binding.ts';
import { runtimeClassKind } from './kinds/runtime-class.ts';
import { secretKind } from './kinds/secret.ts';
import { selfSubjectAccessReviewKind } from './kinds/self-subject-access-review.ts';
import { selfSubjectReviewKind } from './kinds/self-subject-review.ts';
import { selfSubjectRulesReviewKind } from './kinds/self-subject-rules-review.ts';
import { serviceKind } from './kinds/service.ts';
import { serviceAccountKind } from './kinds/service-account.ts';
import { statefulSetKind } from './kinds/stateful-set.ts';
import { storageClassKind } from './kinds/storage-class.ts';
import { subjectAccessReviewKind } from './kinds/subject-access-review.ts';
import type { ResourceDefinition } from './resource-definition.ts';

/** Every built-in kind, a line each, in the order of discovery: groups as the real server lists them, kinds by plural. */
export const resourceDefinitions: readonly ResourceDefinition[] = [
  configMapKind,
  endpointsKind,
  eventKind,
  limitRangeKind,
  namespaceKind,
  nodeKind,
  persistentVolumeClaimKind,
  persistentVolumeKind,
  podKind,
  replicationControllerKind,
  resourceQuotaKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
  controllerRevisionKind,
  daemonSetKind,
  deploymentKind,
  replicaSetKind,
  statefulSetKind,
  selfSubjectReviewKind,
  localSubjectAccessReviewKind,
  selfSubjectAccessReviewKind,
  selfSubjectRulesReviewKind,
  subjectAccessReviewKind,
  horizontalPodAutoscalerKind,
  cronJobKind,
  jobKind,
  ingressClassKind,
  ingressKind,
  networkPolicyKind,
  podDisruptionBudgetKind,
  clusterRoleBindingKind,
  clusterRoleKind,
  roleBindingKind,
  roleKind,
  csiDriverKind,
  csiNodeKind,
  storageClassKind,
  customResourceDefinitionKind,
  priorityClassKind,
  leaseKind,
  runtimeClassKind,
  endpointSliceKind,
];
