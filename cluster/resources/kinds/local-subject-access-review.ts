import { defineReview } from '../define-review.ts';

/** Whether somebody may do something in its namespace. */
export const localSubjectAccessReviewKind = defineReview({
  group: 'authorization.k8s.io',
  kind: 'LocalSubjectAccessReview',
  plural: 'localsubjectaccessreviews',
  namespaced: true,
});
