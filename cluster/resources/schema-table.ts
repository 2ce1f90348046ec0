import { readFileSync } from 'node:fs';
import type { CompactDefinition, CompactProperty } from './compact-schema.ts';
import type { Schema } from './schema.ts';

const SPECIAL: Readonly<Record<string, Schema['special']>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'fields-v1',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'micro-time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'raw',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'json',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': 'json',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': 'json',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': 'json',
};

const definitions = JSON.parse(readFileSync(new URL('./generated/schemas.json', import.meta.url), 'utf8')) as Record<
  string,
  CompactDefinition
>;
const expanded = new Map<string, Schema>();
const kinds = new Map<string, string>();
for (const [name, definition] of Object.entries(definitions)) {
  for (const kind of definition.g ?? []) kinds.set(kind.join('/'), name);
}

/** Structure of a definition (`io.k8s.api.core.v1.Pod`): frozen, shared, its properties expanded when first asked for. */
export function schemaOf(definition: string): Schema {
  let schema = expanded.get(definition);
  if (!schema) {
    schema = new TableSchema(`#${definition}`, {});
    expanded.set(definition, schema);
  }
  return schema;
}

/** The definition's name of a built-in kind; undefined when there is none. The core group is ''. */
export function definitionOf(group: string, version: string, kind: string): string | undefined {
  return kinds.get(`${group}/${version}/${kind}`);
}

/** The compact entry itself, for what is printed from the table (OpenAPI). */
export function compactDefinition(definition: string): CompactDefinition | undefined {
  return definitions[definition];
}

export function definitionNames(): string[] {
  return Object.keys(definitions);
}

class TableSchema implements Schema {
  readonly type: Schema['type'];
  readonly format?: string;
  readonly special?: NonNullable<Schema['special']>;
  readonly required?: readonly string[];
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly patchStrategy?: readonly string[];
  readonly patchMergeKey?: string;
  readonly definition?: string;
  readonly goType?: string;
  readonly zero?: 'object' | 'scalar' | 'null';
  readonly omitsZero: boolean;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly #compact: CompactDefinition | undefined;
  #properties: Readonly<Record<string, Schema>> | undefined;

  constructor(code: string, property: Exclude<CompactProperty, string> | Record<string, never>) {
    const definition = code.startsWith('#') ? code.slice(1) : undefined;
    if (definition) {
      const compact = definitions[definition];
      if (!compact) throw new Error(`no definition ${definition} in the schema table`);
      this.#compact = compact;
      this.definition = definition;
      const special = SPECIAL[definition];
      if (special) this.special = special;
      if (compact.r) this.required = compact.r;
      if (compact.mt) this.mapType = compact.mt;
    }
    this.type = typeOf(code, this.special);
    if (/^(int32|int64|double|byte)$/.test(code)) this.format = code;
    if (code.startsWith('[')) this.items = schemaFor(code.slice(1), itemGoType(property.go, '[]'));
    if (code.startsWith('{'))
      this.additionalProperties = schemaFor(code.slice(1), itemGoType(property.go, 'map[string]'));
    if (property.lt) this.listType = property.lt;
    if (property.lk) this.listMapKeys = property.lk;
    if (property.mt) this.mapType = property.mt;
    if (property.ps) this.patchStrategy = property.ps.split(',');
    if (property.pk) this.patchMergeKey = property.pk;
    if (property.z) this.zero = property.z;
    this.omitsZero = !property.z && !property.n && !this.special && this.type !== 'any' && !this.definition;
    const goType = property.go ?? plainGoType(code);
    if (goType) this.goType = goType;
    Object.freeze(this);
  }

  get properties(): Readonly<Record<string, Schema>> | undefined {
    if (this.#properties || !this.#compact?.p) return this.#properties;
    const properties: Record<string, Schema> = Object.create(null);
    for (const [name, property] of Object.entries(this.#compact.p)) properties[name] = propertySchema(property);
    this.#properties = Object.freeze(properties);
    return this.#properties;
  }
}

const shared = new Map<string, Schema>();

function propertySchema(property: CompactProperty): Schema {
  if (typeof property === 'string') return schemaFor(property, undefined);
  return new TableSchema(property.t, property);
}

function schemaFor(code: string, goType: string | undefined): Schema {
  if (goType && goType !== plainGoType(code)) return new TableSchema(code, { t: code, go: goType });
  if (code.startsWith('#')) return schemaOf(code.slice(1));
  let schema = shared.get(code);
  if (!schema) {
    schema = new TableSchema(code, {});
    shared.set(code, schema);
  }
  return schema;
}

function typeOf(code: string, special: Schema['special']): Schema['type'] {
  if (special === 'json' || special === 'int-or-string') return 'any';
  if (special === 'quantity' || special === 'time' || special === 'micro-time') return 'string';
  if (code.startsWith('[')) return 'array';
  if (code.startsWith('{') || code.startsWith('#') || code === 'object') return 'object';
  if (code === 'int32' || code === 'int64') return 'integer';
  if (code === 'double') return 'number';
  if (code === 'boolean') return 'boolean';
  return code === 'any' ? 'any' : 'string';
}

/** Go's name where the table does not say another. */
function plainGoType(code: string): string {
  if (code.startsWith('[')) return `[]${plainGoType(code.slice(1))}`;
  if (code.startsWith('{')) return `map[string]${plainGoType(code.slice(1))}`;
  if (code.startsWith('#')) return code.split('.').slice(-2).join('.');
  return { boolean: 'bool', double: 'float64', byte: '[]uint8' }[code] ?? code;
}

function itemGoType(goType: string | undefined, prefix: string): string | undefined {
  return goType?.startsWith(prefix) ? goType.slice(prefix.length) : undefined;
}
