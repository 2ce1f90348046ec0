import { isRecord, type JsonObject, jsonEqual, listAt, recordAt, recordsAt, stringAt } from '../json.ts';

/** One OpenAPI v3 document of a group version, as far as `explain` reads it. */
export class SchemaDocument {
  readonly #document: JsonObject;

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** The kind that a resource's paths are about (x-kubernetes-group-version-kind). */
  kindOf(group: string, version: string, resource: string): JsonObject | null {
    const prefix = `${group ? `/apis/${group}` : '/api'}/${version}`;
    const paths = recordAt(this.#document, 'paths');
    for (const scope of [prefix, `${prefix}/namespaces/{namespace}`])
      for (const path of [`${scope}/${resource}`, `${scope}/${resource}/{name}`])
        for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
          const kind = recordAt(paths, path, method, 'x-kubernetes-group-version-kind');
          if (kind) return kind;
        }
    return null;
  }

  /** The schema of a kind. */
  schemaOf(kind: JsonObject): JsonObject | null {
    const schemas = recordAt(this.#document, 'components', 'schemas');
    for (const name of Object.keys(schemas ?? {}).sort()) {
      const schema = recordAt(schemas, name);
      if (recordsAt(schema, 'x-kubernetes-group-version-kind').some((each) => jsonEqual(each, kind))) return schema;
    }
    return null;
  }

  /** What `$ref` points at, or the schema itself. */
  resolved(schema: JsonObject): JsonObject {
    return this.#referred(schema) ?? schema;
  }

  #referred(schema: JsonObject): JsonObject | null {
    const reference = stringAt(schema, '$ref');
    if (!reference.startsWith('#/')) return null;
    return recordAt(this.#document, ...reference.slice(2).split('/'));
  }

  /** `string`, `[]Container`, `map[string]Quantity`, as `explain` shows a field's type. */
  typeText(schema: JsonObject): string {
    const items = recordAt(schema, 'items');
    if (items) return `[]${this.typeText(items)}`;
    const values = mapValues(schema);
    if (values) return `map[string]${this.typeText(values)}`;
    const all = recordsAt(schema, 'allOf');
    if (all.length === 1 && !recordAt(schema, 'properties')) return this.typeText(all[0]!);
    const reference = stringAt(schema, '$ref');
    const type = stringAt(reference ? (this.#referred(schema) ?? {}) : schema, 'type');
    if (type !== '' && type !== 'object') return type;
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    return name.slice(name.lastIndexOf('.') + 1) || 'Object';
  }

  /** The description of a schema and of what it is made of, a line each. */
  description(schema: JsonObject): string {
    const whole = this.resolved(schema);
    const own = stringAt(whole, 'description');
    const parts = [...recordsAt(whole, 'allOf'), recordAt(whole, 'items'), mapValues(whole)];
    const others = parts.map((part) => (part ? this.description(part) : ''));
    return (own ? `${own}\n` : '') + others.join('');
  }
}

/** The schema of a map's values, when they have one. */
export function mapValues(schema: JsonObject): JsonObject | null {
  return recordAt(schema, 'additionalProperties');
}

export const referenceOf = (schema: JsonObject): string => stringAt(schema, '$ref');

/** The schema's fields in alphabetical order. */
export function fieldsOf(schema: JsonObject): [string, JsonObject][] {
  const properties = recordAt(schema, 'properties');
  return Object.keys(properties ?? {})
    .sort()
    .flatMap((name): [string, JsonObject][] => {
      const field = properties![name];
      return isRecord(field) ? [[name, field]] : [];
    });
}

export const isRequired = (schema: JsonObject, field: string): boolean => listAt(schema, 'required').includes(field);
