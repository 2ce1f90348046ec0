import type { Expression } from '../../../cel/ast.ts';
import { parse } from '../../../cel/parser.ts';
import { SyntaxIssue } from '../../../cel/source-error.ts';
import { fieldOf, itemsOf, type JsonSchemaProps, valuesOf } from '../schema/json-schema-props.ts';

/** MaxRequestSizeBytes (apiserver/pkg/apis/cel/config.go). */
const REQUEST_BYTES = 3 * 1024 * 1024;
/** What each turn of a macro takes beside its body. */
const TURN_COST = 2;

/**
 * What a rule takes at the very least when everything it goes through is as large as it may be: loops over what the schema
 * bounds, or a request's size does (cel-go checker/cost.go, without what single calls take).
 */
export function leastCost(rule: string, schema: JsonSchemaProps): number {
  try {
    return costOf(parse(rule), new Map([['self', schema]]));
  } catch (error) {
    if (error instanceof SyntaxIssue) return 0;
    throw error;
  }
}

/** How many of these a request can hold. */
export function mostInRequest(schema: JsonSchemaProps): number {
  return Math.floor(REQUEST_BYTES / (smallest(schema) + 1));
}

type Variables = ReadonlyMap<string, JsonSchemaProps | undefined>;

function costOf(expression: Expression, variables: Variables): number {
  switch (expression.kind) {
    case 'identifier':
      return 1;
    case 'select':
      return 1 + costOf(expression.operand, variables);
    case 'call': {
      const { name, target, arguments: given } = expression;
      // Only the first side of these is always looked at.
      const certain = name === '_&&_' || name === '_||_' || name === '_?_:_' ? given.slice(0, 1) : given;
      return certain.reduce((sum, inner) => sum + costOf(inner, variables), target ? costOf(target, variables) : 0);
    }
    case 'macro': {
      const range = schemaOf(expression.range, variables);
      const element = range && expression.variables.length === 1 ? elementOf(range) : undefined;
      const inside = new Map([...variables, ...expression.variables.map((name) => [name, element] as const)]);
      const body = expression.predicate ? costOf(expression.predicate, inside) : 0;
      const size = range ? largest(range) : 0;
      return costOf(expression.range, variables) + size * (TURN_COST + body);
    }
    default:
      return 0;
  }
}

function schemaOf(expression: Expression, variables: Variables): JsonSchemaProps | undefined {
  if (expression.kind === 'identifier') return variables.get(expression.name);
  if (expression.kind !== 'select' || expression.isTest) return undefined;
  return fieldOf(schemaOf(expression.operand, variables), expression.field);
}

function elementOf(schema: JsonSchemaProps): JsonSchemaProps | undefined {
  return schema.type === 'array' ? itemsOf(schema) : undefined;
}

/** common/schemas.go estimateMaxArrayItemsFromMinSize, estimateMaxAdditionalPropertiesFromMinSize. */
function largest(schema: JsonSchemaProps): number {
  const items = itemsOf(schema);
  if (schema.type === 'array' && items) {
    return schema.maxItems ?? Math.floor((REQUEST_BYTES - 2) / (smallest(items) + 1));
  }
  const values = valuesOf(schema);
  if (!values) return 0;
  return schema.maxProperties ?? Math.floor((REQUEST_BYTES - 2) / (smallest(values) + 6));
}

/** Bytes of the shortest JSON of a value (DeclType.MinSerializedSize). */
function smallest(schema: JsonSchemaProps): number {
  if (schema['x-kubernetes-int-or-string']) return 1;
  switch (schema.type) {
    case 'object': {
      const required = (schema.required ?? []).map((name) => ({ name, property: schema.properties?.[name] }));
      return required
        .filter(({ property }) => property && property.default === undefined)
        .reduce((sum, { name, property }) => sum + name.length + smallest(property!) + 4, 2);
    }
    case 'boolean':
      return 4;
    case 'integer':
    case 'number':
      return 1;
    case 'string':
      return { date: 12, 'date-time': 22, duration: 4 }[schema.format ?? ''] ?? 2;
    default:
      return 2;
  }
}
