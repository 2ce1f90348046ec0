import { defineReview } from '../define-review.ts';

/** Everything is allowed: the cluster has one administrator. */
export const subjectAccessReviewKind = defineReview({
  group: 'authorization.k8s.io',
  kind: 'SubjectAccessReview',
  plural: 'subjectaccessreviews',
  namespaced: false,
  status: () => ({ allowed: true }),
});
