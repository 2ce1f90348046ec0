import { readFileSync } from 'node:fs';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { quantityDump } from './quantity-dump.ts';

type Field = readonly [goName: string, jsonName: string, goType: string];

interface Types {
  readonly structs: Readonly<Record<string, readonly Field[]>>;
  readonly named: Readonly<Record<string, string>>;
}

let types: Types | undefined;

/** Written by generate/main.go. */
function readTypes(): Types {
  types ??= JSON.parse(readFileSync(new URL('./generated/pod-template-types.json', import.meta.url), 'utf8')) as Types;
  return types;
}

/**
 * A pod template as Go prints the value it holds (k8s.io/apimachinery/pkg/util/dump ForHash: spew's %#v with sorted map
 * keys): the text that names of ReplicaSets and of DaemonSets' revisions are hashes of.
 */
export function podTemplateDump(template: PodTemplateSpec): string {
  return typed('v1.PodTemplateSpec', template);
}

function typed(goType: string, value: unknown): string {
  return `(${goType})${bare(goType, value)}`;
}

function bare(goType: string, value: unknown): string {
  if (goType.startsWith('*')) return value === undefined || value === null ? '<nil>' : bare(goType.slice(1), value);
  const inner = readTypes().named[goType] ?? goType;
  if (inner.startsWith('[]')) return list(inner.slice(2), value);
  const map = /^map\[[^\]]*\](.*)$/.exec(inner);
  if (map) return entries(map[1] ?? '', value);
  switch (inner) {
    case 'resource.Quantity':
      return quantityDump(value as string | number | undefined);
    case 'intstr.IntOrString':
      return intOrString(value);
    case 'v1.Time':
      return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
    case 'string':
      return String(value ?? '');
    case 'bool':
      return String(value ?? false);
    default:
      return readTypes().structs[inner] ? struct(inner, value) : String(value ?? 0);
  }
}

/** Nothing and an empty list are one on the real server's wire. */
function list(itemType: string, value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return '<nil>';
  return `[${value.map((item) => bare(itemType, item)).join(' ')}]`;
}

function entries(valueType: string, value: unknown): string {
  const pairs = Object.entries(value ?? {});
  if (pairs.length === 0) return '<nil>';
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${pairs.map(([key, item]) => `${key}:${bare(valueType, item)}`).join(' ')}]`;
}

function struct(goType: string, value: unknown): string {
  const object = (value ?? {}) as Readonly<Record<string, unknown>>;
  const fields = (readTypes().structs[goType] ?? []).map(([goName, jsonName, fieldType]) => {
    // An inlined struct is always there, an inlined pointer is nil where none of its fields is set.
    return `${goName}:${typed(fieldType, jsonName === '' ? object : object[jsonName])}`;
  });
  return `{${fields.join(' ')}}`;
}

function intOrString(value: unknown): string {
  return typeof value === 'string'
    ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
    : `{Type:(intstr.Type)0 IntVal:(int32)${value ?? 0} StrVal:(string)}`;
}
