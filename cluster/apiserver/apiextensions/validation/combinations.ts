import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import { type Problem, ValidationResult } from './validation-result.ts';

/** anyOf, oneOf, allOf and not (kube-openapi validate/schema_props.go). Of alternatives that fail, the one with the most checks passed is told. */
export function combinationResult(
  schema: JsonSchemaProps,
  path: string,
  check: (inner: JsonSchemaProps) => ValidationResult,
): ValidationResult {
  const result = new ValidationResult();
  const { anyOf, oneOf, allOf, not } = schema;
  if (anyOf && anyOf.length > 0) addAnyOf(anyOf.map(check), path, result);
  if (oneOf && oneOf.length > 0) addOneOf(oneOf.map(check), path, result);
  if (allOf && allOf.length > 0) addAllOf(allOf.map(check), path, result);
  if (not && check(not).isValid) {
    result.add(composite(`${JSON.stringify(path)} must not validate the schema (not)`));
  }
  result.matchCount++;
  return result;
}

const composite = (message: string): Problem => ({ code: 'composite', name: '', message });

function addAnyOf(results: readonly ValidationResult[], path: string, result: ValidationResult): void {
  const success = results.find((each) => each.isValid);
  if (!success) result.add(composite(`${JSON.stringify(path)} must validate at least one schema (anyOf)`));
  result.merge(success ?? bestOf(results));
}

function addOneOf(results: readonly ValidationResult[], path: string, result: ValidationResult): void {
  const valid = results.filter((each) => each.isValid);
  if (valid.length === 1) {
    result.merge(valid[0]!);
    return;
  }
  const found = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
  result.add(composite(`${JSON.stringify(path)} must validate one and only one schema (oneOf). ${found}`));
  if (valid.length === 0) result.merge(bestOf(results));
}

function addAllOf(results: readonly ValidationResult[], path: string, result: ValidationResult): void {
  for (const each of results) result.merge(each);
  const valid = results.filter((each) => each.isValid).length;
  if (valid === results.length) return;
  result.add(
    composite(`${JSON.stringify(path)} must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`),
  );
}

function bestOf(results: readonly ValidationResult[]): ValidationResult {
  return results.reduce((best, each) => (each.matchCount > best.matchCount ? each : best));
}
