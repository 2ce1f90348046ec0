import { isMap, type JsonMap } from '../../json.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from '../schema/json-schema-props.ts';
import { canonical } from '../schema/list-types.ts';
import { combinationResult } from './combinations.ts';
import { isFormat } from './formats.ts';
import { OldValue } from './old-value.ts';
import { formatProblem, numberProblems, stringProblem } from './scalar-rules.ts';
import { type Problem, ValidationResult } from './validation-result.ts';
import { typeProblem } from './value-type.ts';

/**
 * Checks a value against a schema in the order and with the messages of kube-openapi's validation/validate. With `old`,
 * what did not change is let through (CRD ratcheting, apiserver/validation/ratcheting.go).
 */
export function validateValue(value: unknown, schema: JsonSchemaProps, old?: unknown): Problem[] {
  const beside = old === undefined ? undefined : new OldValue(value, old, schema);
  return check(value, schema, '', beside).problems;
}

/** One value at its path. */
function check(value: unknown, schema: JsonSchemaProps, path: string, beside?: OldValue): ValidationResult {
  const result = checkRules(value, schema, path, beside);
  if (result.isValid || !beside?.isSame) return result;
  const ratcheted = new ValidationResult();
  ratcheted.matchCount = result.matchCount;
  return ratcheted;
}

function typesOf(schema: JsonSchemaProps): readonly string[] {
  if (schema['x-kubernetes-int-or-string']) return ['integer', 'string'];
  return schema.type ? [schema.type] : [];
}

function checkRules(value: unknown, schema: JsonSchemaProps, path: string, beside?: OldValue): ValidationResult {
  const result = new ValidationResult();
  const types = typesOf(schema);
  const format = schema.format && isFormat(schema.format) ? schema.format : '';
  const typed = { types, format, nullable: schema.nullable === true };
  const applyType = types.length > 0 || format !== '';
  if (applyType || value === null) {
    const problem = typeProblem(value, typed, path);
    result.add(problem);
    if (!problem) result.matchCount++;
    if (value !== null) result.matchCount++;
  }
  if (value === null) return result.add(enumProblem(value, schema, path));
  result.merge(combinationResult(schema, path, (inner) => check(value, inner, path, beside)));
  result.matchCount++;
  if (typeof value === 'string') {
    result.add(stringProblem(value, schema, path));
    result.matchCount++;
    if (format !== '') {
      result.add(formatProblem(value, format, path));
      result.matchCount++;
    }
  } else if (typeof value === 'number') {
    for (const problem of numberProblems(value, schema, path)) result.add(problem);
    result.matchCount += 2;
  } else if (Array.isArray(value)) {
    checkList(value, schema, path, beside, result);
    result.matchCount += 2;
  }
  result.add(enumProblem(value, schema, path));
  if (isMap(value)) {
    checkMap(value, schema, path, beside, result);
    result.matchCount++;
  }
  result.matchCount += 2;
  return result;
}

function enumProblem(value: unknown, schema: JsonSchemaProps, path: string): Problem | undefined {
  const allowed = schema.enum;
  if (!allowed || allowed.length === 0) return undefined;
  const text = canonical(value);
  if (value !== null && allowed.some((candidate) => canonical(candidate) === text)) return undefined;
  return { code: 'enum', name: path, value, values: allowed, message: `${path} in body should be one of ${text}` };
}

function checkList(
  list: readonly unknown[],
  schema: JsonSchemaProps,
  path: string,
  beside: OldValue | undefined,
  result: ValidationResult,
): void {
  const items = itemsOf(schema);
  if (items) {
    for (const [index, item] of list.entries())
      result.merge(check(item, items, `${path}[${index}]`, beside?.item(index)));
  }
  const { minItems, maxItems, uniqueItems } = schema;
  const size = list.length;
  if (minItems !== undefined && size < minItems) {
    result.add({
      code: 'other',
      name: path,
      value: size,
      message: `${path} in body should have at least ${minItems} items`,
    });
  }
  if (maxItems !== undefined && size > maxItems) {
    const message = `${path} in body should have at most ${maxItems} items`;
    result.add({ code: 'maxItems', name: path, value: size, limit: maxItems, message });
  }
  if (uniqueItems && new Set(list.map(canonical)).size < size) {
    result.add({ code: 'other', name: path, message: `${path} in body shouldn't contain duplicates` });
  }
}

function checkMap(
  map: JsonMap,
  schema: JsonSchemaProps,
  path: string,
  beside: OldValue | undefined,
  result: ValidationResult,
): void {
  checkSize(Object.keys(map).length, schema, path, result);
  const properties = schema.properties ?? {};
  const values = valuesOf(schema);
  for (const key of Object.keys(map)) {
    if (Object.hasOwn(properties, key)) continue;
    if (schema.additionalProperties === false) {
      const message = `${path}.${key} in body is a forbidden property`;
      result.add({ code: 'other', name: path, value: key, message });
    } else if (values) result.merge(check(map[key], values, `${path}.${key}`, beside?.field(key)));
  }
  for (const [name, property] of Object.entries(properties)) {
    if (!Object.hasOwn(map, name)) continue;
    const isTypeMeta = path === '' && (name === 'kind' || name === 'apiVersion');
    const inner = path === '' ? name : `${path}.${name}`;
    result.merge(check(map[name], property, inner, isTypeMeta ? undefined : beside?.field(name)));
  }
  for (const name of schema.required ?? []) {
    if (Object.hasOwn(map, name)) continue;
    result.add({ code: 'required', name: `${path}.${name}`, message: `${path}.${name} in body is required` });
  }
}

function checkSize(size: number, schema: JsonSchemaProps, path: string, result: ValidationResult): void {
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && size < minProperties) {
    const message = `${path} in body should have at least ${minProperties} properties`;
    result.add({ code: 'other', name: path, value: size, message });
  }
  if (maxProperties !== undefined && size > maxProperties) {
    const message = `${path} in body should have at most ${maxProperties} properties`;
    result.add({ code: 'maxProperties', name: path, value: size, limit: maxProperties, message });
  }
}
