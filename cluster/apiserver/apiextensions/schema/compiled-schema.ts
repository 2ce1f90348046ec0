import { createHash } from 'node:crypto';
import { deepFreeze } from '../../json.ts';
import { containsDefaults } from './defaulting.ts';
import type { JsonSchemaProps } from './json-schema-props.ts';

/** A version's schema with what can be known of it once: shared by all clusters of a process that have the same one. */
export interface CompiledSchema {
  /** Undefined: the version has no schema. */
  readonly schema: JsonSchemaProps | undefined;
  /** Of the content. */
  readonly hash: string;
  readonly hasDefaults: boolean;
}

const NO_SCHEMA: CompiledSchema = { schema: undefined, hash: '', hasDefaults: false };
/** Dead entries are swept when there are so many. */
const SWEEP_AT = 512;

const byContent = new Map<string, WeakRef<CompiledSchema>>();
const bySchema = new WeakMap<JsonSchemaProps, CompiledSchema>();

export function compileSchema(schema: JsonSchemaProps | undefined): CompiledSchema {
  if (!schema) return NO_SCHEMA;
  const known = bySchema.get(schema);
  if (known) return known;
  const hash = createHash('sha256').update(JSON.stringify(schema)).digest('hex');
  const found = byContent.get(hash)?.deref() ?? compile(schema, hash);
  bySchema.set(schema, found);
  return found;
}

function compile(schema: JsonSchemaProps, hash: string): CompiledSchema {
  if (byContent.size >= SWEEP_AT) {
    for (const [key, reference] of byContent) if (!reference.deref()) byContent.delete(key);
  }
  const compiled = Object.freeze({ schema: deepFreeze(schema), hash, hasDefaults: containsDefaults(schema) });
  byContent.set(hash, new WeakRef(compiled));
  bySchema.set(schema, compiled);
  return compiled;
}
