import { readFileSync } from 'node:fs';

/** One field of generated/internal-structs.json; '' is the name of an embedded structure. */
export type InternalField = readonly [name: string, type: string];

let structs: Readonly<Record<string, readonly InternalField[]>> | undefined;

function fieldsOf(struct: string): readonly InternalField[] {
  structs ??= JSON.parse(
    readFileSync(new URL('./generated/internal-structs.json', import.meta.url), 'utf8'),
  ) as Readonly<Record<string, readonly InternalField[]>>;
  const fields = structs[struct];
  if (!fields) throw new Error(`no structure ${struct} in the table`);
  return fields;
}

/** Fields of a pod that the API server keeps in its PodSecurityContext (pkg/apis/core/v1 Convert_v1_PodSpec_To_core_PodSpec). */
const OF_THE_HOST = ['hostPID', 'hostIPC', 'hostNetwork', 'shareProcessNamespace', 'hostUsers'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * A part of an object as the API server's own structure, the way its messages print it as JSON: every field under Go's
 * name, null where nothing is set. `struct` is of generated/internal-structs.json.
 */
export function internalValue(value: object, struct: string): unknown {
  return structValue(value as Fields, struct);
}

function structValue(value: Fields, struct: string): Record<string, unknown> {
  const source = struct === 'PodSpec' ? withHostFields(value) : value;
  // Names differ in their capitals alone, and not by one rule: CephFS is cephfs, HostPID is hostPID.
  const byName = new Map(Object.entries(source).map(([name, field]) => [name.toLowerCase(), field]));
  const result: Record<string, unknown> = {};
  for (const [name, type] of fieldsOf(struct)) {
    if (name === '') Object.assign(result, structValue(source, type.slice(1)));
    else result[name] = fieldValue(byName.get(name.toLowerCase()), type);
  }
  return result;
}

function withHostFields(spec: Fields): Fields {
  const host = Object.fromEntries(OF_THE_HOST.filter((name) => name in spec).map((name) => [name, spec[name]]));
  return { ...spec, securityContext: { ...(spec.securityContext as object | undefined), ...host } };
}

function fieldValue(value: unknown, type: string): unknown {
  const inner = type.slice(1);
  switch (type[0]) {
    case '*':
      return value === undefined || value === null ? null : fieldValue(value, inner);
    case '[':
      return Array.isArray(value) ? value.map((item) => fieldValue(item, inner)) : null;
    case '{':
      return value === undefined || value === null ? null : mapValue(value as Fields, inner);
    case '#':
      return structValue((value ?? {}) as Fields, inner);
    default:
      return value ?? ZEROS[type] ?? null;
  }
}

const ZEROS: Readonly<Record<string, unknown>> = { string: '', bool: false, number: 0, quantity: '0' };

function mapValue(value: Fields, type: string): Fields {
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, fieldValue(value[key], type)]));
}
