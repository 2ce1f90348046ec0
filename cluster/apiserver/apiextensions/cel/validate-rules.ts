import { EvaluationError, type Program } from '../../../cel/program.ts';
import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { duplicate, type FieldError, forbidden, invalid, required } from '../../../resources/field-error.ts';
import { isMap } from '../../json.ts';
import { itemsOf, type JsonSchemaProps, type ValidationRule, valuesOf } from '../schema/json-schema-props.ts';
import { OldValue } from '../validation/old-value.ts';
import { type CompiledRule, compiledRules } from './compiled-rules.ts';

/** RuntimeCELCostBudget: all rules of one request together. */
const COST_BUDGET = 10_000_000;
const MAX_MESSAGE_BYTES = 5 * 1024;

const having = new WeakMap<JsonSchemaProps, boolean>();

/** Whether the schema or anything below it has rules. */
export function hasRules(schema: JsonSchemaProps | undefined): boolean {
  if (!schema) return false;
  let has = having.get(schema);
  if (has === undefined) {
    has =
      (schema['x-kubernetes-validations']?.length ?? 0) > 0 ||
      hasRules(itemsOf(schema)) ||
      hasRules(valuesOf(schema)) ||
      Object.values(schema.properties ?? {}).some(hasRules) ||
      (schema.allOf ?? []).some(hasRules);
    having.set(schema, has);
  }
  return has;
}

/** The x-kubernetes-validations of a schema (apiserver/schema/cel/validation.go Validate). */
export function validateRules(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  schema: JsonSchemaProps,
): FieldError[] {
  if (!hasRules(schema)) return [];
  const evaluation: Evaluation = { errors: [], budget: COST_BUDGET };
  const beside = old && new OldValue(object, old, schema);
  walk(evaluation, { value: object, old, schema, path: '', isResource: true, beside });
  return evaluation.errors;
}

interface Evaluation {
  readonly errors: FieldError[];
  /** Below zero: no further rule is run. */
  budget: number;
}

interface Place {
  readonly value: unknown;
  readonly old: unknown;
  readonly schema: JsonSchemaProps;
  readonly path: string;
  readonly isResource: boolean;
  /** The value beside its old one, or what lies nearest above it when it has none. */
  readonly beside: OldValue | undefined;
}

function walk(evaluation: Evaluation, place: Place): void {
  const { value, schema } = place;
  if (value === null || value === undefined || !hasRules(schema)) return;
  runRules(evaluation, place);
  if (evaluation.budget < 0) return;
  if (Array.isArray(value)) walkItems(evaluation, place, value);
  else if (isMap(value)) walkFields(evaluation, place, value);
}

function walkItems(evaluation: Evaluation, { schema, path, beside }: Place, list: readonly unknown[]): void {
  const items = itemsOf(schema);
  if (!hasRules(items)) return;
  for (const [index, value] of list.entries()) {
    const old = beside?.item(index);
    const inner = { value, old: old?.old, schema: items!, path: `${path}[${index}]`, beside: old ?? beside };
    walk(evaluation, { ...inner, isResource: isEmbedded(items!) });
    if (evaluation.budget < 0) return;
  }
}

function walkFields(evaluation: Evaluation, place: Place, map: Readonly<Record<string, unknown>>): void {
  const { schema, path, beside } = place;
  const oldMap = isMap(place.old) ? place.old : {};
  const values = valuesOf(schema);
  for (const [name, value] of Object.entries(map)) {
    const property = schema.properties?.[name];
    const inner = property ?? values;
    if (!inner || !hasRules(inner)) continue;
    const innerPath = property ? childPath(path, name) : `${path}[${name}]`;
    const old = Object.hasOwn(oldMap, name) ? oldMap[name] : undefined;
    const next = beside?.value === place.value ? (beside?.field(name) ?? beside) : beside;
    walk(evaluation, { value, old, schema: inner, path: innerPath, isResource: isEmbedded(inner), beside: next });
    if (evaluation.budget < 0) return;
  }
}

const isEmbedded = (schema: JsonSchemaProps) => schema['x-kubernetes-embedded-resource'] === true;
const childPath = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

const BUDGET_SPENT = 'validation failed due to running out of cost budget, no further validation rules will be run';

function runRules(evaluation: Evaluation, place: Place): void {
  const { schema, path, isResource } = place;
  const field = path === '' ? '<nil>' : path;
  for (const rule of compiledRules(schema, isResource)) {
    if (rule.problem !== undefined) {
      evaluation.errors.push(invalid(field, schema.type, `rule compile error: ${rule.problem}`));
    } else if (rule.program) runRule(evaluation, place, field, rule, rule.program);
    if (evaluation.budget < 0) return;
  }
}

function runRule(evaluation: Evaluation, place: Place, field: string, compiled: CompiledRule, program: Program): void {
  const { rule, usesOldSelf } = compiled;
  const hasOld = place.old !== undefined && place.old !== null;
  if (usesOldSelf && !hasOld && !rule.optionalOldSelf) return;
  // An optional old value that is not there is null to the program.
  const bindings = {
    self: place.value,
    ...(hasOld ? { oldSelf: place.old } : rule.optionalOldSelf && { oldSelf: null }),
  };
  try {
    const { value, cost } = program.evaluate(bindings);
    spend(evaluation, cost, field, place);
    if (value === true || evaluation.budget < 0) return;
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    evaluation.errors.push(invalid(field, place.schema.type, evaluationText(error.message, rule)));
    if (error.message.startsWith('operation cancelled: actual cost limit exceeded')) evaluation.budget = -1;
    return;
  }
  if (!usesOldSelf && place.beside?.isSame) return;
  const where = compiled.fieldPath === '' ? field : childPath(place.path, compiled.fieldPath);
  const detail = messageOf(evaluation, compiled, bindings);
  evaluation.errors.push(errorFor(where, place.schema.type, detail, rule.reason));
}

function spend(evaluation: Evaluation, cost: number, field: string, { schema }: Place): void {
  evaluation.budget -= cost;
  if (evaluation.budget < 0) evaluation.errors.push(invalid(field, schema.type, BUDGET_SPENT));
}

function evaluationText(problem: string, rule: ValidationRule): string {
  const name = (rule.message || rule.rule).trim();
  if (problem.startsWith('no such overload')) {
    return `'${problem}': call arguments did not match a supported operator, function or macro signature for rule: ${name}`;
  }
  if (problem.startsWith('operation cancelled: actual cost limit exceeded')) {
    return `'${problem}': no further validation rules will be run due to call cost exceeds limit for rule: ${name}`;
  }
  return `${problem} evaluating rule: ${name}`;
}

/** A message expression that cannot be used gives way to the rule's message. */
function messageOf(evaluation: Evaluation, { rule, message }: CompiledRule, bindings: Record<string, unknown>): string {
  const usual = rule.message ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`;
  if (!message) return usual;
  try {
    const { value, cost } = message.evaluate(bindings);
    evaluation.budget -= cost;
    const text = typeof value === 'string' ? value.trim() : '';
    const usable = text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= MAX_MESSAGE_BYTES;
    return usable ? text : usual;
  } catch (error) {
    if (error instanceof EvaluationError) return usual;
    throw error;
  }
}

function errorFor(field: string, type: string | undefined, detail: string, reason: string | undefined): FieldError {
  if (reason === 'FieldValueForbidden') return forbidden(field, detail);
  if (reason === 'FieldValueRequired') return required(field, detail);
  return reason === 'FieldValueDuplicate' ? duplicate(field, type) : invalid(field, type, detail);
}
