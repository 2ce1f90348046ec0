import { type Evaluation, map } from './evaluation.ts';
import type { Scope } from './scope.ts';
import type { Expression } from './syntax.ts';

/** A regular expression written as such is taken as it is; any other value's text is one. */
export function compilePattern(scope: Scope, expression: Expression): Evaluation<string> {
  if (expression.type === 'regex') {
    const { source } = expression;
    return { now: () => source };
  }
  return map(scope.compile(expression), (value) => scope.run.toText(value));
}
