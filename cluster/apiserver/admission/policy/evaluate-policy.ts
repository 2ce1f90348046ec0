import { type CelType, DYN, NULL, STRING } from '../../../cel/cel-type.ts';
import { compile } from '../../../cel/compile.ts';
import { lazyMap } from '../../../cel/lazy-map.ts';
import { EvaluationError, type Program } from '../../../cel/program.ts';
import type { CelValue } from '../../../cel/value.ts';
import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { compilationError, evaluateCondition, evaluateMatchConditions } from '../match-conditions.ts';
import type { Bindings } from './expression-bindings.ts';
import { BASE_VARIABLES, variablesType } from './expression-types.ts';
import type { Policy, Validation } from './policy-types.ts';

/** Why a request is not allowed. `reason` '': the default one. */
export interface Denial {
  readonly index: number;
  readonly message: string;
  readonly reason: string;
}

interface CompiledPolicy {
  /** With `variables` and, when there is a paramKind, `params`. */
  readonly types: Readonly<Record<string, CelType>>;
  readonly variables: readonly { name: string; program: Program | null; problem: string }[];
}

/** celconfig.MaxEvaluatedMessageExpressionSizeBytes. */
const MAX_MESSAGE = 5 * 1024;
const TEXT = [STRING];
const TEXT_OR_NULL = [STRING, NULL];

const compiledPolicies = new WeakMap<Policy, CompiledPolicy>();

function compilePolicy(policy: Policy): CompiledPolicy {
  const known = compiledPolicies.get(policy);
  if (known) return known;
  const { paramKind, variables = [] } = policy.spec;
  const base = paramKind ? { ...BASE_VARIABLES, params: DYN } : { ...BASE_VARIABLES };
  const fields: Record<string, CelType> = {};
  const compiled = variables.map(({ name, expression }) => {
    const result = compile(expression, { variables: { ...base, variables: variablesType({ ...fields }) } });
    const program = 'program' in result ? result.program : null;
    fields[name] = program?.resultType ?? DYN;
    return { name, program, problem: 'issues' in result ? compilationError(result.issues) : '' };
  });
  const made = { types: { ...base, variables: variablesType(fields) }, variables: compiled };
  compiledPolicies.set(policy, made);
  return made;
}

/** Evaluates a policy for one request and one parameter (policy/validating/validator.go Validate). */
export function evaluatePolicy(
  policy: Policy,
  base: Bindings,
  params: KubernetesObject | null,
  nowMs: number,
): Denial[] {
  const { failurePolicy, matchConditions = [], validations = [], auditAnnotations = [] } = policy.spec;
  const { types, variables } = compilePolicy(policy);
  const bindings: Record<string, unknown> = { ...base, params };
  bindings.variables = bindVariables(types.variables ?? DYN, variables, bindings, nowMs);
  const isFatal = failurePolicy !== 'Ignore';
  const matched = evaluateMatchConditions(matchConditions, types, bindings);
  if (matched === 'differs') return [];
  if (matched !== 'matches') return isFatal ? [{ index: 0, message: matched.error, reason: '' }] : [];
  const denials = validations.flatMap((validation, index) => {
    const result = evaluateCondition(validation.expression, types, bindings);
    if (result === true || (typeof result === 'string' && !isFatal)) return [];
    if (typeof result === 'string') return [{ index, message: result, reason: '' }];
    return [{ index, message: messageOf(validation, types, bindings), reason: validation.reason ?? '' }];
  });
  if (!isFatal) return denials;
  const failed = auditAnnotations.flatMap(
    ({ valueExpression }) => annotationProblem(valueExpression, types, bindings) ?? [],
  );
  return [...denials, ...failed.map((message) => ({ index: 0, message, reason: '' }))];
}

/** Each variable is computed when it is first mentioned; later ones may mention earlier ones. */
function bindVariables(
  type: CelType,
  variables: CompiledPolicy['variables'],
  bindings: Bindings,
  nowMs: number,
): unknown {
  const fields = new Map<string, () => CelValue>();
  const bound = lazyMap(type, fields);
  for (const { name, program, problem } of variables) {
    fields.set(name, () => {
      if (!program)
        throw new EvaluationError(`composited variable ${JSON.stringify(name)} fails to compile: ${problem}`);
      try {
        return program.compute({ ...bindings, variables: bound }, { nowMs }).value;
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        throw new EvaluationError(`composited variable ${JSON.stringify(name)} fails to evaluate: ${error.message}`);
      }
    });
  }
  return bound;
}

function messageOf(validation: Validation, types: CompiledPolicy['types'], bindings: Bindings): string {
  const computed = validation.messageExpression ? evaluateText(validation.messageExpression, types, bindings) : '';
  return computed || validation.message?.trim() || `failed expression: ${validation.expression.trim()}`;
}

/** '' for what is no message. */
function evaluateText(expression: string, variables: CompiledPolicy['types'], bindings: Bindings): string {
  const compiled = compile(expression, { variables, resultTypes: TEXT });
  if ('issues' in compiled) return '';
  try {
    const { value } = compiled.program.evaluate(bindings);
    const text = typeof value === 'string' ? value.trim() : '';
    return Buffer.byteLength(text) > MAX_MESSAGE || text.includes('\n') ? '' : text;
  } catch (error) {
    if (error instanceof EvaluationError) return '';
    throw error;
  }
}

function annotationProblem(expression: string, variables: CompiledPolicy['types'], bindings: Bindings): string | null {
  const compiled = compile(expression, { variables, resultTypes: TEXT_OR_NULL });
  if ('issues' in compiled) return compilationError(compiled.issues);
  try {
    compiled.program.evaluate(bindings);
    return null;
  } catch (error) {
    if (error instanceof EvaluationError) return `expression '${expression}' resulted in error: ${error.message}`;
    throw error;
  }
}
