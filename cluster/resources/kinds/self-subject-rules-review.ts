import { defineReview } from '../define-review.ts';

/** `kubectl auth can-i --list`. */
export const selfSubjectRulesReviewKind = defineReview({
  group: 'authorization.k8s.io',
  kind: 'SelfSubjectRulesReview',
  plural: 'selfsubjectrulesreviews',
  namespaced: false,
});
