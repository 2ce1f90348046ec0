import { type CelType, typeText } from './cel-type.ts';
import { FUNCTIONS } from './environment.ts';
import { Frame } from './frame.ts';
import { fromJson, toJson } from './json-value.ts';
import { parse } from './parser.ts';
import { type Plan, PlanContext } from './plan.ts';
import { planExpression } from './plan-expression.ts';
import type { Compilation, CompileOptions, Program } from './program.ts';
import { issueText, SyntaxIssue } from './source-error.ts';
import { substitute } from './unify.ts';

/** PerCallLimit (apiserver/pkg/apis/cel/config.go). */
const COST_LIMIT = 1_000_000;
/** Compilations that the process keeps for each declaration of variables. */
const CACHE_LIMIT = 500;

const cache = new WeakMap<CompileOptions['variables'], Map<string, Compilation>>();

/** Checks an expression and makes a program of it; the same expression with the same variables is compiled once. */
export function compile(expression: string, options: CompileOptions): Compilation {
  let known = cache.get(options.variables);
  if (!known) {
    known = new Map();
    cache.set(options.variables, known);
  }
  const key = `${options.resultTypes?.map(typeText).join() ?? ''}\n${expression}`;
  const found = known.get(key);
  if (found) return found;
  const made = compileAnew(expression, options);
  if (known.size >= CACHE_LIMIT) known.delete(known.keys().next().value ?? '');
  known.set(key, made);
  return made;
}

function compileAnew(expression: string, { variables, resultTypes }: CompileOptions): Compilation {
  const context = new PlanContext(FUNCTIONS, variables, planExpression);
  let plan: Plan;
  try {
    plan = context.plan(parse(expression));
  } catch (error) {
    if (!(error instanceof SyntaxIssue)) throw error;
    return { issues: [issueText(expression, error)] };
  }
  if (context.issues.length > 0) {
    const inOrder = [...context.issues].sort((a, b) => a.at - b.at);
    return { issues: inOrder.map((issue) => issueText(expression, issue)) };
  }
  const type = substitute(plan.type, context.substitution);
  if (resultTypes && type.kind !== 'dyn' && !resultTypes.some((wanted) => typeText(wanted) === typeText(type))) {
    const texts = resultTypes.map(typeText);
    const found = ` but got ${typeText(type)}`;
    return {
      issues: [
        texts.length === 1
          ? `must evaluate to ${texts[0]}${found}`
          : `must evaluate to one of [${texts.join(' ')}]${found}`,
      ],
    };
  }
  return { program: programOf(expression, plan, type, context.references, variables) };
}

function programOf(
  expression: string,
  plan: Plan,
  resultType: CelType,
  references: ReadonlySet<string>,
  variables: CompileOptions['variables'],
): Program {
  const compute: Program['compute'] = (bindings, { costLimit = COST_LIMIT, nowMs = 0 } = {}) => {
    const lookup = (name: string) => {
      const value = bindings[name];
      return value === undefined ? undefined : fromJson(value, variables[name]!);
    };
    const frame = new Frame(lookup, costLimit, nowMs);
    return { value: plan.run(frame), cost: frame.cost };
  };
  return {
    expression,
    resultType,
    references,
    compute,
    evaluate: (bindings, options) => {
      const { value, cost } = compute(bindings, options);
      return { value: toJson(value), cost };
    },
  };
}
