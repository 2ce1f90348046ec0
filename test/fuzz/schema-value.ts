import type { Random } from '../../cluster/machinery/random.ts';
import type { Schema } from '../../cluster/resources/schema.ts';
import { chance, nastyNumber, nastyString, nastyValue, pick } from './nasty-values.ts';

const QUANTITIES = ['1', '100m', '1Gi', '0', '-1', '1e3', '1.5', '5Ti', 'x', '9223372036854775808', '1e100'];
const TIMES = ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00.5Z', '2020-02-30T00:00:00Z', '', 'now'];

/** A value of this type, at its edges; below `depth` levels only scalars and empty ones. */
export function schemaValue(random: Random, schema: Schema, depth: number): unknown {
  switch (schema.special) {
    case 'quantity':
      return pick(random, QUANTITIES);
    case 'int-or-string':
      return chance(random, 0.5) ? nastyNumber(random) : nastyString(random);
    case 'time':
    case 'micro-time':
      return pick(random, TIMES);
    case 'raw':
    case 'json':
      return nastyValue(random);
    case 'fields-v1':
      return { 'f:metadata': { 'f:labels': { '.': {} } } };
    case undefined:
      return plainValue(random, schema, depth);
  }
}

function plainValue(random: Random, schema: Schema, depth: number): unknown {
  switch (schema.type) {
    case 'boolean':
      return chance(random, 0.5);
    case 'integer':
      return Math.trunc(nastyNumber(random));
    case 'number':
      return nastyNumber(random);
    case 'string':
      return schema.format === 'byte' ? Buffer.from(nastyString(random)).toString('base64') : nastyString(random);
    case 'array':
      return depth <= 0 || !schema.items ? [] : items(random, schema.items, depth);
    case 'object':
      return depth <= 0 ? {} : fields(random, schema, depth);
    case 'any':
      return nastyValue(random);
  }
}

function items(random: Random, schema: Schema, depth: number): unknown[] {
  return Array.from({ length: random.integer(3) }, () => schemaValue(random, schema, depth - 1));
}

function fields(random: Random, schema: Schema, depth: number): unknown {
  const { additionalProperties, properties = {}, required = [] } = schema;
  if (additionalProperties) {
    const keys = Array.from({ length: random.integer(3) }, () => nastyString(random));
    return Object.fromEntries(keys.map((key) => [key, schemaValue(random, additionalProperties, depth - 1)]));
  }
  const names = Object.keys(properties).filter((name) => required.includes(name) || chance(random, 0.15));
  return Object.fromEntries(names.map((name) => [name, schemaValue(random, properties[name]!, depth - 1)]));
}
