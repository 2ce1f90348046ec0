import type { Problem } from './validation-result.ts';

/** JSON's types with the formats Go's numbers have (kube-openapi validate schemaInfoForType). */
export function jsonTypeOf(value: unknown): { readonly type: string; readonly format: string } {
  switch (typeof value) {
    case 'boolean':
      return { type: 'boolean', format: '' };
    case 'string':
      return { type: 'string', format: '' };
    case 'number':
      return Number.isSafeInteger(value) ? { type: 'integer', format: 'int64' } : { type: 'number', format: 'double' };
    default:
      return { type: Array.isArray(value) ? 'array' : 'object', format: '' };
  }
}

interface TypedSchema {
  readonly types: readonly string[];
  readonly format: string;
  readonly nullable: boolean;
}

/** validate/type.go. */
export function typeProblem(value: unknown, schema: TypedSchema, path: string): Problem | undefined {
  const { types, format } = schema;
  if (value === null) {
    const wrong = types.length > 0 && !types.includes('null') && !schema.nullable;
    return wrong ? wrongType(path, types.join(','), 'null') : undefined;
  }
  const actual = jsonTypeOf(value);
  const isFloatInteger = actual.type === 'number' && Number.isInteger(value) && types.includes('integer');
  const isIntegerFloat = actual.type === 'integer' && types.includes('number');
  const fits = types.includes(actual.type) || isFloatInteger || isIntegerFloat;
  const isText = actual.type === 'string' || actual.type === 'array';
  if (!isText && format !== '' && !fits && actual.format !== format) return wrongType(path, format, actual.format);
  if (isText && format !== '' && !types.includes('number') && !types.includes('integer')) return undefined;
  return fits ? undefined : wrongType(path, types.join(','), actual.type);
}

/** openapi errors.InvalidType with a text as its value. */
export function wrongType(path: string, wanted: string, value: string): Problem {
  const message = `${path} in body must be of type ${wanted}: ${JSON.stringify(value)}`;
  return { code: 'type', name: path, value, message };
}
