import { defineReview } from '../define-review.ts';

/** Who a token belongs to: the API server answers, which knows the tokens. Source: pkg/registry/authentication/tokenreview. */
export const tokenReviewKind = defineReview({
  group: 'authentication.k8s.io',
  kind: 'TokenReview',
  plural: 'tokenreviews',
  namespaced: false,
});
