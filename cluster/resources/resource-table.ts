import { apiServiceKind } from './kinds/api-service.ts';
import { bindingKind } from './kinds/binding.ts';
import { certificateSigningRequestKind } from './kinds/certificate-signing-request.ts';
import { clusterRoleKind } from './kinds/cluster-role.ts';
import { clusterRoleBindingKind } from './kinds/cluster-role-binding.ts';
import { componentStatusKind } from './kinds/component-status.ts';
import { configMapKind } from './kinds/config-map.ts';
import { controllerRevisionKind } from './kinds/controller-revision.ts';
import { cronJobKind } from './kinds/cron-job.ts';
import { csiDriverKind } from './kinds/csi-driver.ts';
import { csiNodeKind } from './kinds/csi-node.ts';
import { csiStorageCapacityKind } from './kinds/csi-storage-capacity.ts';
import { customResourceDefinitionKind } from './kinds/custom-resource-definition.ts';
import { daemonSetKind } from './kinds/daemon-set.ts';
import { deploymentKind } from './kinds/deployment.ts';
import { deviceClassKind } from './kinds/device-class.ts';
import { endpointSliceKind } from './kinds/endpoint-slice.ts';
import { endpointsKind } from './kinds/endpoints.ts';
import { eventKind } from './kinds/event.ts';
import { eventsEventKind } from './kinds/events-event.ts';
import { flowSchemaKind } from './kinds/flow-schema.ts';
import { horizontalPodAutoscalerKind } from './kinds/horizontal-pod-autoscaler.ts';
import { horizontalPodAutoscalerVersion1Kind } from './kinds/horizontal-pod-autoscaler-v1.ts';
import { ingressKind } from './kinds/ingress.ts';
import { ingressClassKind } from './kinds/ingress-class.ts';
import { ipAddressKind } from './kinds/ip-address.ts';
import { jobKind } from './kinds/job.ts';
import { leaseKind } from './kinds/lease.ts';
import { limitRangeKind } from './kinds/limit-range.ts';
import { localSubjectAccessReviewKind } from './kinds/local-subject-access-review.ts';
import { mutatingWebhookConfigurationKind } from './kinds/mutating-webhook-configuration.ts';
import { namespaceKind } from './kinds/namespace.ts';
import { networkPolicyKind } from './kinds/network-policy.ts';
import { nodeKind } from './kinds/node.ts';
import { persistentVolumeKind } from './kinds/persistent-volume.ts';
import { persistentVolumeClaimKind } from './kinds/persistent-volume-claim.ts';
import { podKind } from './kinds/pod.ts';
import { podDisruptionBudgetKind } from './kinds/pod-disruption-budget.ts';
import { podTemplateKind } from './kinds/pod-template.ts';
import { priorityClassKind } from './kinds/priority-class.ts';
import { priorityLevelConfigurationKind } from './kinds/priority-level-configuration.ts';
import { replicaSetKind } from './kinds/replica-set.ts';
import { replicationControllerKind } from './kinds/replication-controller.ts';
import { resourceClaimKind } from './kinds/resource-claim.ts';
import { resourceClaimTemplateKind } from './kinds/resource-claim-template.ts';
import { resourceQuotaKind } from './kinds/resource-quota.ts';
import { resourceSliceKind } from './kinds/resource-slice.ts';
import { roleKind } from './kinds/role.ts';
import { roleBindingKind } from './kinds/role-binding.ts';
import { runtimeClassKind } from './kinds/runtime-class.ts';
import { secretKind } from './kinds/secret.ts';
import { selfSubjectAccessReviewKind } from './kinds/self-subject-access-review.ts';
import { selfSubjectReviewKind } from './kinds/self-subject-review.ts';
import { selfSubjectRulesReviewKind } from './kinds/self-subject-rules-review.ts';
import { serviceKind } from './kinds/service.ts';
import { serviceAccountKind } from './kinds/service-account.ts';
import { serviceCidrKind } from './kinds/service-cidr.ts';
import { statefulSetKind } from './kinds/stateful-set.ts';
import { storageClassKind } from './kinds/storage-class.ts';
import { subjectAccessReviewKind } from './kinds/subject-access-review.ts';
import { tokenReviewKind } from './kinds/token-review.ts';
import { validatingAdmissionPolicyKind } from './kinds/validating-admission-policy.ts';
import { validatingAdmissionPolicyBindingKind } from './kinds/validating-admission-policy-binding.ts';
import { validatingWebhookConfigurationKind } from './kinds/validating-webhook-configuration.ts';
import { volumeAttachmentKind } from './kinds/volume-attachment.ts';
import { volumeAttributesClassKind } from './kinds/volume-attributes-class.ts';
import type { ResourceDefinition } from './resource-definition.ts';

/** Every built-in kind, a line each, in the order of discovery: groups as the real server lists them, kinds by plural. */
export const resourceDefinitions: readonly ResourceDefinition[] = [
  bindingKind,
  componentStatusKind,
  configMapKind,
  endpointsKind,
  eventKind,
  limitRangeKind,
  namespaceKind,
  nodeKind,
  persistentVolumeClaimKind,
  persistentVolumeKind,
  podKind,
  podTemplateKind,
  replicationControllerKind,
  resourceQuotaKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
  apiServiceKind,
  controllerRevisionKind,
  daemonSetKind,
  deploymentKind,
  replicaSetKind,
  statefulSetKind,
  eventsEventKind,
  selfSubjectReviewKind,
  tokenReviewKind,
  localSubjectAccessReviewKind,
  selfSubjectAccessReviewKind,
  selfSubjectRulesReviewKind,
  subjectAccessReviewKind,
  horizontalPodAutoscalerKind,
  horizontalPodAutoscalerVersion1Kind,
  cronJobKind,
  jobKind,
  certificateSigningRequestKind,
  ingressClassKind,
  ingressKind,
  ipAddressKind,
  networkPolicyKind,
  serviceCidrKind,
  podDisruptionBudgetKind,
  clusterRoleBindingKind,
  clusterRoleKind,
  roleBindingKind,
  roleKind,
  csiDriverKind,
  csiNodeKind,
  csiStorageCapacityKind,
  storageClassKind,
  volumeAttachmentKind,
  volumeAttributesClassKind,
  mutatingWebhookConfigurationKind,
  validatingAdmissionPolicyKind,
  validatingAdmissionPolicyBindingKind,
  validatingWebhookConfigurationKind,
  customResourceDefinitionKind,
  priorityClassKind,
  leaseKind,
  runtimeClassKind,
  endpointSliceKind,
  deviceClassKind,
  resourceClaimKind,
  resourceClaimTemplateKind,
  resourceSliceKind,
  flowSchemaKind,
  priorityLevelConfigurationKind,
];
