import { type FieldError, forbidden, invalid } from '../../../resources/field-error.ts';
import { itemsOf, type JsonSchemaProps, type ValidationRule, valuesOf } from '../schema/json-schema-props.ts';
import { type CompiledRule, compiledRules } from './compiled-rules.ts';
import { leastCost, mostInRequest } from './least-cost.ts';
import { hasRules } from './validate-rules.ts';

/** StaticEstimatedCostLimit: what one rule may take at most. */
const COST_LIMIT = 10_000_000;

/** Where in the schema we are. */
interface Place {
  readonly path: string;
  readonly isResource: boolean;
  /** The list or map below which old and new values cannot be told to be one; undefined: they can. */
  readonly uncorrelatable: string | undefined;
  /** How many such values an object can have; undefined: as many as a request can hold. */
  readonly most: number | undefined;
}

/** What is wrong with the CEL rules of a definition's schema: they do not compile, or speak of an old value that cannot be known. */
export function schemaExpressionErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  return walk(schema, { path, isResource: true, uncorrelatable: undefined, most: 1 });
}

function walk(schema: JsonSchemaProps, place: Place): FieldError[] {
  if (!hasRules(schema)) return [];
  const { path, uncorrelatable, most } = place;
  const errors: FieldError[] = [];
  const times = (count: number | undefined) => (most === undefined || count === undefined ? undefined : most * count);
  const inside = (inner: JsonSchemaProps, innerPath: string, unknown = uncorrelatable) =>
    below(inner, innerPath, most, unknown);
  const below = (inner: JsonSchemaProps, innerPath: string, count: number | undefined, unknown = uncorrelatable) =>
    walk(inner, {
      path: innerPath,
      isResource: inner['x-kubernetes-embedded-resource'] === true,
      uncorrelatable: unknown,
      most: count,
    });
  const values = valuesOf(schema);
  if (values) errors.push(...below(values, `${path}.additionalProperties`, times(schema.maxProperties)));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...inside(property, `${path}.properties[${name}]`));
  }
  const items = itemsOf(schema);
  if (items) {
    const known = schema['x-kubernetes-list-type'] === 'map';
    errors.push(
      ...below(items, `${path}.items`, times(schema.maxItems), known ? uncorrelatable : (uncorrelatable ?? path)),
    );
  }
  return [...errors, ...ruleErrors(schema, place)];
}

function ruleErrors(schema: JsonSchemaProps, { path, isResource, uncorrelatable, most }: Place): FieldError[] {
  const count = most ?? mostInRequest(schema);
  return compiledRules(schema, isResource).flatMap((compiled, index) => {
    const field = `${path}.x-kubernetes-validations[${index}]`;
    return [
      ...costErrors(compiled, field, schema, count),
      ...compilationErrors(compiled, field),
      ...oldSelfErrors(compiled, field, uncorrelatable),
    ];
  });
}

/** A rule that would take too much even by the lowest count (validation.go getCostErrorMessage). */
function costErrors(
  { rule, problem }: CompiledRule,
  field: string,
  schema: JsonSchemaProps,
  count: number,
): FieldError[] {
  const factor = problem === undefined ? (leastCost(rule.rule, schema) * count) / COST_LIMIT : 0;
  if (factor <= 1) return [];
  const text = factor > 100 ? 'more than 100x' : `${factor < 1.5 ? factor.toFixed(6) : factor.toFixed(1)}x`;
  const advice =
    'try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared';
  return [forbidden(`${field}.rule`, `estimated rule cost exceeds budget by factor of ${text} (${advice})`)];
}

function compilationErrors({ rule, problem, messageProblem }: CompiledRule, field: string): FieldError[] {
  const value = internalRule(rule);
  return [
    ...(problem !== undefined ? [invalid(`${field}.rule`, value, problem)] : []),
    ...(messageProblem !== undefined ? [invalid(`${field}.messageExpression`, value, messageProblem)] : []),
  ];
}

/** As the internal type prints. */
function internalRule(rule: ValidationRule): object {
  return {
    Rule: rule.rule,
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}

function oldSelfErrors(
  { rule, usesOldSelf }: CompiledRule,
  field: string,
  uncorrelatable: string | undefined,
): FieldError[] {
  if (usesOldSelf && uncorrelatable !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
    return [invalid(`${field}.rule`, rule.rule, detail)];
  }
  if (usesOldSelf || rule.optionalOldSelf === undefined) return [];
  return [invalid(`${field}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule')];
}
