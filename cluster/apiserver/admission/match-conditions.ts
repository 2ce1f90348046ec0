import { BOOL, type CelType } from '../../cel/cel-type.ts';
import { compile } from '../../cel/compile.ts';
import { EvaluationError } from '../../cel/program.ts';
import type { Bindings } from './policy/expression-bindings.ts';

/** admissionregistration/v1 MatchCondition. */
export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

/** All true, one false, or errors and nothing false (webhook/matchconditions/matcher.go). */
export type MatchResult = 'matches' | 'differs' | { readonly error: string };

const BOOLEAN = [BOOL];

export function evaluateMatchConditions(
  conditions: readonly MatchCondition[],
  variables: Readonly<Record<string, CelType>>,
  bindings: Bindings,
): MatchResult {
  const errors: string[] = [];
  for (const { expression } of conditions) {
    const result = evaluateCondition(expression, variables, bindings);
    if (result === false) return 'differs';
    if (typeof result === 'string') errors.push(result);
  }
  if (errors.length === 0) return 'matches';
  return { error: errors.length === 1 ? errors[0]! : `[${[...new Set(errors)].join(', ')}]` };
}

/** What a boolean expression gives, or why it gives nothing (plugin/cel/condition.go). */
export function evaluateCondition(
  expression: string,
  variables: Readonly<Record<string, CelType>>,
  bindings: Bindings,
): boolean | string {
  const compiled = compile(expression, { variables, resultTypes: BOOLEAN });
  if ('issues' in compiled) return compilationError(compiled.issues);
  try {
    return compiled.program.evaluate(bindings).value === true;
  } catch (error) {
    if (error instanceof EvaluationError) return `expression '${expression}' resulted in error: ${error.message}`;
    throw error;
  }
}

export function compilationError(issues: readonly string[]): string {
  const [first = ''] = issues;
  return `compilation error: ${first.startsWith('must evaluate') ? first : `compilation failed: ${issues.join('\n')}`}`;
}
