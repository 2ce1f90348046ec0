import { type CustomResourceDefinition, conditionOf, withCondition } from '../kind/custom-resource-definition.ts';

const ANNOTATION = 'api-approved.kubernetes.io';
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';
const TYPE = 'KubernetesAPIApprovalPolicyConformant';

/** Groups that belong to Kubernetes: `k8s.io`, `kubernetes.io` and below (apihelpers IsProtectedCommunityGroup). */
export function isProtectedGroup(group: string): boolean {
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group);
}

type Approval = { readonly state: 'missing' | 'invalid' | 'bypassed' | 'approved'; readonly reason: string };

/** apihelpers GetAPIApprovalState. */
export function approvalOf(annotations: Readonly<Record<string, string>> | undefined): Approval {
  const annotation = annotations?.[ANNOTATION] ?? '';
  if (annotation === '') {
    return {
      state: 'missing',
      reason: `protected groups must have approval annotation ${JSON.stringify(ANNOTATION)}, ${SEE}`,
    };
  }
  if (annotation.startsWith('unapproved')) {
    return { state: 'bypassed', reason: `not approved: ${JSON.stringify(annotation)}` };
  }
  if (URL.canParse(annotation) && /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(annotation)) {
    return { state: 'approved', reason: `approved in ${annotation}` };
  }
  const wanted = `either a URL or a reason starting with "unapproved", ${SEE}`;
  return {
    state: 'invalid',
    reason: `protected groups must have approval annotation ${JSON.stringify(ANNOTATION)} with ${wanted}`,
  };
}

const REASONS = {
  missing: 'MissingAnnotation',
  invalid: 'InvalidAnnotation',
  bypassed: 'UnapprovedAnnotation',
  approved: 'ApprovedAnnotation',
} as const;

/** controller/apiapproval: says of a protected group whether its API was approved. */
export function judgeApproval(definition: CustomResourceDefinition, now: string): CustomResourceDefinition {
  if (!isProtectedGroup(definition.spec.group)) return definition;
  const { state, reason: message } = approvalOf(definition.metadata.annotations);
  const status = state === 'approved' ? 'True' : 'False';
  const before = conditionOf(definition, TYPE);
  if (before?.status === status && before.reason === REASONS[state] && before.message === message) return definition;
  return withCondition(definition, { type: TYPE, status, reason: REASONS[state], message }, now);
}
