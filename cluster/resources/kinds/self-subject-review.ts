import { defineReview } from '../define-review.ts';

/** `kubectl auth whoami`. */
export const selfSubjectReviewKind = defineReview({
  group: 'authentication.k8s.io',
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  namespaced: false,
});
