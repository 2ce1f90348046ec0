import { type CompactDefinition, type CompactProperty, impliedDefault } from '../compact-schema.ts';
import type { GoField, GoStructs } from './go-structs.ts';

interface OpenApiProperty {
  type?: string;
  format?: string;
  $ref?: string;
  items?: OpenApiProperty;
  additionalProperties?: OpenApiProperty;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  /** In OpenAPI v3 alone. */
  default?: unknown;
}

export interface OpenApiDefinition extends OpenApiProperty {
  properties?: Record<string, OpenApiProperty>;
  required?: string[];
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

const REFERENCE = '#/definitions/';

/** Go structs of every package, by the prefix of its definitions. */
export type StructsByPackage = ReadonlyMap<string, GoStructs>;

export function compactDefinition(
  name: string,
  definition: OpenApiDefinition,
  structs: StructsByPackage,
  version3: OpenApiDefinition | undefined,
  enums: ReadonlyMap<string, readonly string[]> | undefined,
): CompactDefinition {
  const fields = fieldsOf(name, structs);
  const properties: Record<string, CompactProperty> = {};
  for (const [key, property] of Object.entries(definition.properties ?? {})) {
    properties[key] = compactProperty(property, fields.get(key), structs, version3?.properties?.[key]);
    const values = enums?.get(key);
    if (values) properties[key] = { ...extrasOf(properties[key]!), e: values };
  }
  const kinds = definition['x-kubernetes-group-version-kind']?.filter(
    (kind) => kind.group !== 'internal.apiserver.k8s.io',
  );
  return {
    ...(definition.properties ? { p: properties } : {}),
    ...(definition.required ? { r: definition.required } : {}),
    ...(definition['x-kubernetes-map-type'] ? { mt: definition['x-kubernetes-map-type'] } : {}),
    ...(kinds ? { g: kinds.map((kind) => [kind.group, kind.version, kind.kind] as const) } : {}),
  };
}

const extrasOf = (property: CompactProperty) => (typeof property === 'string' ? { t: property } : property);

function compactProperty(
  property: OpenApiProperty,
  field: GoField | undefined,
  structs: StructsByPackage,
  version3: OpenApiProperty | undefined,
): CompactProperty {
  const type = typeCode(property);
  const extras: Exclude<CompactProperty, string> = { t: type };
  if (property['x-kubernetes-list-type']) extras.lt = property['x-kubernetes-list-type'];
  if (property['x-kubernetes-list-map-keys']) extras.lk = property['x-kubernetes-list-map-keys'];
  if (property['x-kubernetes-map-type']) extras.mt = property['x-kubernetes-map-type'];
  if (property['x-kubernetes-patch-strategy']) extras.ps = property['x-kubernetes-patch-strategy'];
  if (property['x-kubernetes-patch-merge-key']) extras.pk = property['x-kubernetes-patch-merge-key'];
  if (field && field.type !== defaultGoType(type)) extras.go = field.type;
  const zero = field && zeroOf(type, field, structs);
  if (zero) extras.z = zero;
  else if (isScalar(type) && (!field || field.pointer)) extras.n = 1;
  const implied = impliedDefault(type, zero || undefined);
  if (version3 && JSON.stringify(version3.default) !== JSON.stringify(implied)) extras.d = version3.default ?? null;
  return Object.keys(extras).length === 1 ? type : extras;
}

/** What Go's encoder writes when nothing was set: an empty struct, a zero scalar, null; undefined: nothing. */
function zeroOf(type: string, field: GoField, structs: StructsByPackage): 'object' | 'scalar' | 'null' | undefined {
  if (field.pointer || field.omitZero) return undefined;
  if (type.startsWith('#')) {
    if (/\.(Quantity|IntOrString)$/.test(type)) return undefined;
    if (/\.(Time|MicroTime|RawExtension|JSON|FieldsV1)$/.test(type)) return field.omitEmpty ? undefined : 'null';
    return isStruct(type.slice(1), structs) ? 'object' : undefined;
  }
  if (field.omitEmpty) return undefined;
  return /^[[{]/.test(type) || type === 'byte' ? 'null' : 'scalar';
}

const isScalar = (type: string) => !/^[#[{]/.test(type) && type !== 'byte' && type !== 'any' && type !== 'object';

function isStruct(definition: string, structs: StructsByPackage): boolean {
  const [prefix, name] = splitName(definition);
  return structs.get(prefix)?.has(name) ?? false;
}

/** A definition's fields by JSON name; inlined structs of the same package are flattened. */
export function fieldsOf(definition: string, structs: StructsByPackage): Map<string, GoField> {
  const [prefix, name] = splitName(definition);
  const found = new Map<string, GoField>();
  for (const field of structs.get(prefix)?.get(name) ?? []) {
    if (!field.inlined) found.set(field.json, field);
    else if (!/TypeMeta$/.test(field.type)) {
      const inlined = `${prefix}.${field.type.split('.').at(-1)}`;
      for (const [key, value] of fieldsOf(inlined, structs)) found.set(key, value);
    }
  }
  return found;
}

export function splitName(definition: string): [prefix: string, name: string] {
  const dot = definition.lastIndexOf('.');
  return [definition.slice(0, dot), definition.slice(dot + 1)];
}

function typeCode(property: OpenApiProperty): string {
  if (property.$ref) return `#${property.$ref.slice(REFERENCE.length)}`;
  if (property.type === 'array') return `[${typeCode(property.items ?? {})}`;
  if (property.additionalProperties) return `{${typeCode(property.additionalProperties)}`;
  if (property.type === 'string') return property.format === 'byte' ? 'byte' : 'string';
  if (property.type === 'integer') return property.format ?? 'int64';
  if (property.type === 'number') return 'double';
  return property.type ?? 'any';
}

function defaultGoType(code: string): string {
  if (code.startsWith('[')) return `[]${defaultGoType(code.slice(1))}`;
  if (code.startsWith('{')) return `map[string]${defaultGoType(code.slice(1))}`;
  if (code.startsWith('#')) return code.split('.').slice(-2).join('.');
  return { boolean: 'bool', double: 'float64', byte: '[]uint8' }[code] ?? code;
}
