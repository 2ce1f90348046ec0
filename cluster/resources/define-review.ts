import { defineKind } from './define-kind.ts';
import type { ResourceDefinition } from './resource-definition.ts';

interface Review {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A kind that is asked, not stored: the API server answers its creation (apiserver/reviews). */
export function defineReview(names: Review): ResourceDefinition {
  return defineKind({ ...names, version: 'v1', verbs: ['create'], evaluate: (object) => object });
}
