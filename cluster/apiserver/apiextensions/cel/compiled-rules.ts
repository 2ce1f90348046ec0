import { BOOL, type CelType, optionalOf, STRING } from '../../../cel/cel-type.ts';
import { compile } from '../../../cel/compile.ts';
import type { Compilation, Program } from '../../../cel/program.ts';
import type { JsonSchemaProps, ValidationRule } from '../schema/json-schema-props.ts';
import { resolveFieldPath } from './rule-field-path.ts';
import { selfType } from './self-type.ts';

/** One x-kubernetes-validations entry, compiled (apiserver/schema/cel/compilation.go). */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program?: Program;
  /** `compilation failed: …` */
  readonly problem?: string;
  readonly usesOldSelf: boolean;
  readonly message?: Program;
  readonly messageProblem?: string;
  /** Where a failure is told, below the value; '' for the value itself. */
  readonly fieldPath: string;
}

const compiled = new WeakMap<JsonSchemaProps, readonly CompiledRule[]>();

/** The rules of one schema, compiled when they are first asked for; shared by all clusters that share the schema. */
export function compiledRules(schema: JsonSchemaProps, isResource: boolean): readonly CompiledRule[] {
  let rules = compiled.get(schema);
  if (!rules) {
    const self = selfType(schema, isResource);
    rules = self ? (schema['x-kubernetes-validations'] ?? []).map((rule) => compileRule(rule, schema, self)) : [];
    compiled.set(schema, rules);
  }
  return rules;
}

const variables = new WeakMap<CelType, readonly [plain: Variables, optional: Variables]>();
type Variables = Readonly<Record<string, CelType>>;

function variablesOf(self: CelType, optional: boolean): Variables {
  let known = variables.get(self);
  if (!known) {
    known = [
      { self, oldSelf: self },
      { self, oldSelf: optionalOf(self) },
    ];
    variables.set(self, known);
  }
  return known[optional ? 1 : 0];
}

function compileRule(rule: ValidationRule, schema: JsonSchemaProps, self: CelType): CompiledRule {
  const names = variablesOf(self, rule.optionalOldSelf === true);
  const main = compile(rule.rule, { variables: names });
  const path = rule.fieldPath ? resolveFieldPath(rule.fieldPath, schema) : undefined;
  const found = { rule, usesOldSelf: false, fieldPath: path && 'path' in path ? path.path : '' };
  const problem = problemOf(main, BOOL, 'compilation failed: ', 'cel expression must evaluate to a bool');
  if (problem !== undefined || !('program' in main)) return { ...found, ...(problem !== undefined && { problem }) };
  const { program } = main;
  const usesOldSelf = program.references.has('oldSelf');
  if (!rule.messageExpression) return { ...found, program, usesOldSelf };
  const message = compile(rule.messageExpression, { variables: names });
  const wrongType = 'messageExpression must evaluate to a string';
  const messageProblem = problemOf(message, STRING, 'messageExpression compilation failed: ', wrongType);
  return {
    ...found,
    program,
    usesOldSelf,
    ...(messageProblem !== undefined && { messageProblem }),
    ...(messageProblem === undefined && 'program' in message && { message: message.program }),
  };
}

function problemOf(compilation: Compilation, wanted: CelType, prefix: string, wrongType: string): string | undefined {
  if ('issues' in compilation) return prefix + compilation.issues.join('\n');
  return compilation.program.resultType.kind === wanted.kind ? undefined : wrongType;
}
