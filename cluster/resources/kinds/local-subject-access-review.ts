import { defineReview } from '../define-review.ts';

/** Everything is allowed: the cluster has one administrator. */
export const localSubjectAccessReviewKind = defineReview({
  group: 'authorization.k8s.io',
  kind: 'LocalSubjectAccessReview',
  plural: 'localsubjectaccessreviews',
  namespaced: true,
  status: () => ({ allowed: true }),
});
