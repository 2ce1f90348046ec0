import { type FieldError, invalid } from '../../../resources/field-error.ts';
import { itemsOf, type JsonSchemaProps, type ValidationRule, valuesOf } from '../schema/json-schema-props.ts';
import { type CompiledRule, compiledRules } from './compiled-rules.ts';
import { hasRules } from './validate-rules.ts';

/** Where in the schema we are. */
interface Place {
  readonly path: string;
  readonly isResource: boolean;
  /** The list or map below which old and new values cannot be told to be one; undefined: they can. */
  readonly uncorrelatable: string | undefined;
}

/** What is wrong with the CEL rules of a definition's schema: they do not compile, or speak of an old value that cannot be known. */
export function schemaExpressionErrors(schema: JsonSchemaProps, path: string): FieldError[] {
  return walk(schema, { path, isResource: true, uncorrelatable: undefined });
}

function walk(schema: JsonSchemaProps, place: Place): FieldError[] {
  if (!hasRules(schema)) return [];
  const { path, uncorrelatable } = place;
  const errors: FieldError[] = [];
  const inside = (inner: JsonSchemaProps, innerPath: string, unknown = uncorrelatable) =>
    walk(inner, {
      path: innerPath,
      isResource: inner['x-kubernetes-embedded-resource'] === true,
      uncorrelatable: unknown,
    });
  const values = valuesOf(schema);
  if (values) errors.push(...inside(values, `${path}.additionalProperties`));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...inside(property, `${path}.properties[${name}]`));
  }
  const items = itemsOf(schema);
  if (items) {
    const known = schema['x-kubernetes-list-type'] === 'map';
    errors.push(...inside(items, `${path}.items`, known ? uncorrelatable : (uncorrelatable ?? path)));
  }
  return [...errors, ...ruleErrors(schema, place)];
}

function ruleErrors(schema: JsonSchemaProps, { path, isResource, uncorrelatable }: Place): FieldError[] {
  return compiledRules(schema, isResource).flatMap((compiled, index) => {
    const field = `${path}.x-kubernetes-validations[${index}]`;
    return [...compilationErrors(compiled, field), ...oldSelfErrors(compiled, field, uncorrelatable)];
  });
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
