import { defineReview } from '../define-review.ts';

/** Whether somebody may do something. */
export const subjectAccessReviewKind = defineReview({
  group: 'authorization.k8s.io',
  kind: 'SubjectAccessReview',
  plural: 'subjectaccessreviews',
  namespaced: false,
});
