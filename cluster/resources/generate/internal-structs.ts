import { readFileSync } from 'node:fs';
import type { InternalField } from '../internal-value.ts';

/** What ends up in messages: the parts of a refused update that are compared. */
const ROOTS = ['PodSpec', 'PersistentVolumeClaimSpec', 'PersistentVolumeSource', 'VolumeNodeAffinity'];

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  int: 'number',
  int32: 'number',
  int64: 'number',
  float64: 'number',
  'intstr.IntOrString': 'number',
  'resource.Quantity': 'quantity',
  'types.UID': 'string',
};

/** The API server's own structures (pkg/apis/core/types.go), as far as ROOTS reach. */
export function internalStructs(kubernetes: string): Record<string, InternalField[]> {
  const source = readFileSync(`${kubernetes}/pkg/apis/core/types.go`, 'utf8');
  const names = new Map<string, string>();
  for (const [, name, type] of source.matchAll(/^type (\w+) (string|int32|map\[ResourceName\]resource\.Quantity)$/gm)) {
    names.set(name!, type!);
  }
  const bodies = new Map<string, string>();
  for (const [, name, body] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) bodies.set(name!, body!);
  const table: Record<string, InternalField[]> = {};
  const visit = (name: string): void => {
    if (table[name]) return;
    const fields = fieldsOf(bodies.get(name) ?? '', (type) => codeOf(type, names, bodies));
    table[name] = fields;
    for (const [, code] of fields) {
      const struct = /#(\w+)$/.exec(code)?.[1];
      if (struct) visit(struct);
    }
  };
  ROOTS.forEach(visit);
  return table;
}

function fieldsOf(body: string, code: (type: string) => string): InternalField[] {
  const fields: InternalField[] = [];
  for (const line of body.split('\n')) {
    const match = /^\t(?:(\w+)\s+)?([*[\]\w.]+)(?:\s+(?:`.*`|\/\/.*))?\s*$/.exec(line);
    if (match) fields.push([match[1] ?? '', code(match[2]!)]);
  }
  return fields;
}

function codeOf(type: string, names: ReadonlyMap<string, string>, structs: ReadonlyMap<string, string>): string {
  const inner = (rest: string) => codeOf(rest, names, structs);
  if (type.startsWith('*')) return `*${inner(type.slice(1))}`;
  if (type.startsWith('[]')) return `[${inner(type.slice(2))}`;
  const map = /^map\[\w+\](.*)$/.exec(type);
  if (map) return `{${inner(map[1]!)}`;
  const named = names.get(type);
  if (named) return inner(named);
  if (SCALARS[type]) return SCALARS[type];
  // Types of other packages have the names of the API.
  return structs.has(type) ? `#${type}` : 'json';
}
