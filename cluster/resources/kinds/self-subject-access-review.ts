import { defineReview } from '../define-review.ts';

/** `kubectl auth can-i`: everyone who can ask is the cluster's administrator. */
export const selfSubjectAccessReviewKind = defineReview({
  group: 'authorization.k8s.io',
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  namespaced: false,
  status: () => ({ allowed: true }),
});
