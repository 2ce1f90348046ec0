import type { SuccessPolicy, SuccessPolicyRule } from 'kubernetes-types/batch/v1.js';
import { type IndexSet, indexSetSize, overlap, parseIndexSet } from './index-set.ts';

/** The message of the first rule that the succeeded indexes fulfil (matchSuccessPolicy in success_policy.go). */
export function matchSuccessPolicy(
  policy: SuccessPolicy | undefined,
  completions: number,
  succeeded: IndexSet,
): string | undefined {
  if (succeeded.length === 0) return undefined;
  const index = policy?.rules.findIndex((rule) => isFulfilled(rule, completions, succeeded)) ?? -1;
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}

function isFulfilled(rule: SuccessPolicyRule, completions: number, succeeded: IndexSet): boolean {
  const { succeededCount = Number.POSITIVE_INFINITY } = rule;
  if (rule.succeededIndexes === undefined) return indexSetSize(succeeded) >= succeededCount;
  const required = parseIndexSet(rule.succeededIndexes, completions);
  if (required.length === 0) return false;
  const contained = overlap(required, succeeded);
  return contained === indexSetSize(required) || contained >= succeededCount;
}
