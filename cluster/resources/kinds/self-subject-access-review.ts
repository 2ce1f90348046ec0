import { defineReview } from '../define-review.ts';

/** `kubectl auth can-i`. */
export const selfSubjectAccessReviewKind = defineReview({
  group: 'authorization.k8s.io',
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  namespaced: false,
});
