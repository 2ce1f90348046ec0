import { readdirSync, readFileSync } from 'node:fs';

/** What Go's struct tags say about a field beyond its OpenAPI type. */
export interface GoField {
  /** '' when the field's type is inlined into its parent. */
  readonly json: string;
  readonly inlined: boolean;
  readonly pointer: boolean;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  /** As reflect prints it in errors: `int32`, `v1.Protocol`, `[]v1.Container`. */
  readonly type: string;
  /** Name in the protobuf tag. */
  readonly protobuf: string;
}

export type GoStructs = ReadonlyMap<string, readonly GoField[]>;

const BUILT_IN = new Set([
  'string',
  'bool',
  'int',
  'int32',
  'int64',
  'float64',
  'byte',
  'uint8',
  'interface{}',
  'uint64',
]);

/** Reads the struct declarations of one Go package. Enough of Go for k8s.io API types, no more. */
export function goStructs(folder: string): GoStructs {
  const structs = new Map<string, GoField[]>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.go') || /_test|generated|register/.test(file)) continue;
    readFile(readFileSync(`${folder}/${file}`, 'utf8'), folder.split('/').at(-1) ?? '', structs);
  }
  return structs;
}

function readFile(source: string, packageName: string, into: Map<string, GoField[]>): void {
  const aliases = importAliases(source);
  let fields: GoField[] | undefined;
  for (const line of source.split('\n')) {
    const start = /^\s*type (\w+) struct \{/.exec(line);
    if (start) {
      fields = [];
      into.set(start[1]!, fields);
    } else if (/^\}/.test(line)) fields = undefined;
    else if (fields) {
      const field = readField(line, packageName, aliases);
      if (field) fields.push(field);
    }
  }
}

function importAliases(source: string): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const [, alias, path] of source.matchAll(/^\s+(?:(\w+) )?"([\w./-]+)"$/gm)) {
    const name = path!.split('/').at(-1)!;
    aliases.set(alias ?? name, name);
  }
  return aliases;
}

function readField(line: string, packageName: string, aliases: Map<string, string>): GoField | undefined {
  const match = /^\s+(?:(\w+)\s+)?([*\w.[\]{}]+)\s+`([^`]*)`/.exec(line);
  if (!match) return undefined;
  const [, , declared, tags] = match;
  const [json = '', ...options] = (/json:"([^"]*)"/.exec(tags!)?.[1] ?? '').split(',');
  if (!options.includes('inline') && (json === '' || json === '-')) return undefined;
  const type = declared!.replace(/^\*/, '');
  return {
    json,
    inlined: options.includes('inline'),
    pointer: declared!.startsWith('*'),
    omitEmpty: options.includes('omitempty'),
    omitZero: options.includes('omitzero'),
    type: qualify(type, packageName, aliases),
    protobuf: /name=(\w+)/.exec(tags!)?.[1] ?? '',
  };
}

function qualify(type: string, packageName: string, aliases: Map<string, string>): string {
  return type.replace(/(\w+\.)?\w+(\{\})?/g, (name) => {
    if (BUILT_IN.has(name)) return name === 'byte' ? 'uint8' : name;
    if (name === 'map') return name;
    const [first, second] = name.split('.');
    return second ? `${aliases.get(first!) ?? first}.${second}` : `${packageName}.${name}`;
  });
}
