import type { Schema } from '../../resources/schema.ts';
import { goText, goTypeName } from '../go-text.ts';
import { isMap, type JsonMap } from '../json.ts';
import { elementText, itemElement, NoPathElement } from './path-element.ts';
import { fieldSchema, isDeclared, kindOf, takesUndeclared } from './typed-schema.ts';

/** Many enough for anybody to read; what follows is not looked for. */
const MAX_PROBLEMS = 100;

/**
 * What keeps a configuration from being of its type, as structured-merge-diff says it; null when nothing does
 * (typed/validate.go).
 */
export function typedProblem(configuration: JsonMap, schema: Schema | undefined): string | null {
  const problems: string[] = [];
  check(configuration, schema, '', problems);
  if (problems.length === 0) return null;
  return problems.length === 1 ? problems[0]! : ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n');
}

function check(value: unknown, schema: Schema | undefined, path: string, problems: string[]): void {
  if (value === null || !schema || problems.length >= MAX_PROBLEMS) return;
  const wrong = wrongType(value, schema);
  if (wrong !== null) problems.push(path === '' ? wrong : `${path}: ${wrong}`);
  else if (Array.isArray(value)) checkItems(value, schema, path, problems);
  else if (isMap(value)) checkFields(value, schema, path, problems);
}

function wrongType(value: unknown, schema: Schema): string | null {
  if (schema.special) return null;
  switch (schema.type) {
    case 'object':
      return isMap(value) ? null : `expected map, got ${goValue(value)}`;
    case 'array':
      return Array.isArray(value) ? null : `expected list, got ${goValue(value)}`;
    case 'string':
      return typeof value === 'string' ? null : `expected string, got ${goSyntax(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? null : `expected boolean, got ${goValue(value)}`;
    case 'integer':
    case 'number':
      return typeof value === 'number' ? null : `expected numeric (int or float), got ${goTypeName(value)}`;
    default:
      return null;
  }
}

function checkFields(map: JsonMap, schema: Schema, path: string, problems: string[]): void {
  for (const [name, field] of Object.entries(map)) {
    const inner = `${path}.${name}`;
    if (!isDeclared(schema, name) && !takesUndeclared(schema)) {
      problems.push(`${inner}: field not declared in schema`);
      return;
    }
    check(field, fieldSchema(schema, name), inner, problems);
  }
}

function checkItems(list: readonly unknown[], schema: Schema, path: string, problems: string[]): void {
  const seen = new Set<string>();
  const keyed = kindOf(list, schema) === 'list';
  for (const [index, item] of list.entries()) {
    let element = `i:${index}`;
    if (keyed) {
      try {
        element = itemElement(item, schema);
      } catch (error) {
        if (!(error instanceof NoPathElement)) throw error;
        problems.push(`${path}: element ${index}: ${error.message}`);
        return;
      }
      if (seen.has(element)) problems.push(`${path}: duplicate entries for key ${elementText(element)}`);
      seen.add(element);
    }
    check(item, schema.items, path + elementText(element), problems);
  }
}

/** Structured-merge-diff's own value as `%v` prints it. */
function goValue(value: unknown): string {
  return `&{${goText(value)}}`;
}

function goSyntax(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : goText(value);
  return `&value.valueUnstructured{Value:${text}}`;
}
