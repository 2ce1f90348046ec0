import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import { valuesOf } from '../schema/json-schema-props.ts';

export type ResolvedPath =
  | { readonly path: string; readonly root: string; readonly schema: JsonSchemaProps }
  | { readonly problem: string };

/** `.spec.containers['main']` against a schema (apiserver/schema/cel ValidFieldPath); `path` is as field errors print it. */
export function resolveFieldPath(text: string, root: JsonSchemaProps, brackets = true): ResolvedPath {
  let schema = root;
  let path = '';
  let first = '';
  const tokens = [...text.matchAll(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/g)].map(([token]) => token);
  for (let index = 0; index < tokens.length; ) {
    const token = tokens[index]!;
    if (token !== '.' && token !== '[') return { problem: `expected [ or . but got: ${token}` };
    if (token === '[' && !brackets) return { problem: 'array notation is not allowed' };
    const named = nameAt(tokens, index);
    if ('problem' in named) return named;
    const step = stepInto(schema, named.name);
    if (!step) return { problem: 'does not refer to a valid field' };
    schema = step.schema;
    path = step.isKey ? `${path}[${named.name}]` : path === '' ? named.name : `${path}.${named.name}`;
    first ||= named.name;
    index += named.length;
  }
  return { path, root: first, schema };
}

function nameAt(tokens: readonly string[], index: number): { name: string; length: number } | { problem: string } {
  const name = tokens[index + 1];
  if (name === undefined) return { problem: 'unexpected end of JSON path' };
  if (tokens[index] === '.') return { name, length: 2 };
  if (!/^'.*'$/s.test(name)) return { problem: `expected single quoted string but got ${name}` };
  const end = tokens[index + 2];
  if (end === undefined) return { problem: 'unexpected end of JSON path' };
  if (end !== ']') return { problem: `expected ] but got ${end}` };
  return { name: name.slice(1, -1).replace(/\\(.)/g, '$1'), length: 3 };
}

function stepInto(schema: JsonSchemaProps, name: string): { schema: JsonSchemaProps; isKey: boolean } | undefined {
  if (schema.properties) {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    return property && { schema: property, isKey: false };
  }
  const values = valuesOf(schema);
  return values && { schema: values, isKey: true };
}
