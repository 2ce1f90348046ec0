import { isMap, type JsonMap } from '../../json.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from './json-schema-props.ts';

const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Takes away, in place, every field that the schema does not have (apiserver/schema/pruning). The root's apiVersion, kind
 * and metadata stay. Gives the paths of what went, sorted: `spec.list[0].extra`.
 */
export function prune(object: JsonMap, schema: JsonSchemaProps | undefined): string[] {
  const unknown: string[] = [];
  pruneValue(object, { ...schema, 'x-kubernetes-embedded-resource': true }, '', unknown);
  return unknown.sort();
}

/** The same of any value, in place. */
export function pruneBelow(value: unknown, schema: JsonSchemaProps): void {
  pruneValue(value, schema, '', []);
}

function pruneValue(value: unknown, schema: JsonSchemaProps | undefined, path: string, unknown: string[]): void {
  const preserves = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  walk(value, schema, path, unknown, preserves);
}

/** `preserves`: unknown fields stay here; what lies below a known one is pruned by its own schema (skipPrune). */
function walk(
  value: unknown,
  schema: JsonSchemaProps | undefined,
  path: string,
  unknown: string[],
  preserves: boolean,
): void {
  if (Array.isArray(value)) {
    const items = schema && itemsOf(schema);
    if (preserves && !items) return;
    for (const [index, item] of value.entries()) {
      const inner = `${path}[${index}]`;
      if (preserves) walk(item, items, inner, unknown, true);
      else pruneValue(item, items, inner, unknown);
    }
  } else if (isMap(value)) walkMap(value, schema, path, unknown, preserves);
}

function walkMap(
  value: JsonMap,
  schema: JsonSchemaProps | undefined,
  path: string,
  unknown: string[],
  preserves: boolean,
): void {
  const embedded = schema?.['x-kubernetes-embedded-resource'] === true;
  const properties = schema?.properties;
  for (const key of Object.keys(value)) {
    if (embedded && META_FIELDS.has(key)) continue;
    const inner = path === '' ? key : `${path}.${key}`;
    if (properties && Object.hasOwn(properties, key)) pruneValue(value[key], properties[key], inner, unknown);
    else if (schema?.additionalProperties !== undefined) pruneValue(value[key], valuesOf(schema), inner, unknown);
    else if (!preserves) {
      unknown.push(inner);
      delete value[key];
    }
  }
}
