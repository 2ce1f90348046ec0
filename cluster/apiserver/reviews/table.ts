import type { MutableObject } from '../../resources/resource-definition.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { reviewAccess, reviewLocalAccess, reviewOwnAccess } from './access-review.ts';
import { reviewSelf, reviewToken } from './identity-review.ts';
import { reviewOwnRules } from './rules-review.ts';

/** The status that answers a review. Refuses by throwing. */
export type Review = (server: ServerState, request: ResourceRequest, object: MutableObject) => object;

const REVIEWS: Readonly<Record<string, Review>> = {
  'authentication.k8s.io/SelfSubjectReview': reviewSelf,
  'authentication.k8s.io/TokenReview': reviewToken,
  'authorization.k8s.io/LocalSubjectAccessReview': reviewLocalAccess,
  'authorization.k8s.io/SelfSubjectAccessReview': reviewOwnAccess,
  'authorization.k8s.io/SelfSubjectRulesReview': reviewOwnRules,
  'authorization.k8s.io/SubjectAccessReview': reviewAccess,
};

/** Undefined for a kind that is answered otherwise, or stored. */
export function reviewOf({ group, kind }: ResourceRequest['definition']): Review | undefined {
  return REVIEWS[`${group}/${kind}`];
}
