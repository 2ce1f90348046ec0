import { defineKind } from './define-kind.ts';
import type { MutableObject, ResourceDefinition, StrategyContext } from './resource-definition.ts';

interface Review {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The answer, which becomes the object's status. */
  status(object: MutableObject, context: StrategyContext): object;
}

/** A kind that is asked, not stored: create answers it. */
export function defineReview({ status, ...names }: Review): ResourceDefinition {
  return defineKind({
    ...names,
    version: 'v1',
    verbs: ['create'],
    evaluate(object, context) {
      object['status'] = status(object, context);
      return object;
    },
  });
}
