import type { AdmissionPlugin } from './admission-plugin.ts';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificate-requests.ts';
import { defaultIngressClass, defaultStorageClass } from './default-classes.ts';
import { escalationCheck } from './escalation-check.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeRestriction } from './node-restriction.ts';
import { podSecurity } from './pod-security/pod-security.ts';
import { expressionCheck } from './policy/expression-check.ts';
import { validatingPolicies } from './policy/validating-policies.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { persistentVolumeClaimResize, storageObjectInUseProtection } from './storage-objects.ts';
import { mutatingWebhooks } from './webhook/mutating-webhooks.ts';
import { validatingWebhooks } from './webhook/validating-webhooks.ts';

/** In the real server's order (pkg/kubeapiserver/options/plugins.go AllOrderedPlugins): quotas are charged last. */
export const ADMISSION_PLUGINS: readonly AdmissionPlugin[] = [
  expressionCheck,
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  podSecurity,
  priority,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  defaultIngressClass,
  escalationCheck,
  mutatingWebhooks,
  validatingPolicies,
  validatingWebhooks,
  resourceQuota,
];
