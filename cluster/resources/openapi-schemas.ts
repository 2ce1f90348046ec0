import { type CompactProperty, impliedDefault, impliedItemDefault } from './compact-schema.ts';
import { descriptionsOf } from './descriptions.ts';
import type { GroupVersion } from './group-versions.ts';
import { compactDefinition } from './schema-table.ts';

type Json = Record<string, unknown>;

/** OpenAPI v2 has neither enums nor defaults, and another place for its types. */
export type OpenApiVersion = 'v2' | 'v3';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
/** The types that clients send along with every kind. */
const COMMON = ['DeleteOptions', 'Patch', 'Status', 'WatchEvent'].map((name) => META + name);

const PREFIX: Readonly<Record<OpenApiVersion, string>> = { v2: '#/definitions/', v3: '#/components/schemas/' };

/** Special types have no properties of their own. */
const LEAVES: Readonly<Record<OpenApiVersion, Readonly<Record<string, Json>>>> = {
  v2: {
    'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
    [`${META}MicroTime`]: { type: 'string', format: 'date-time' },
    [`${META}Time`]: { type: 'string', format: 'date-time' },
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
  },
  v3: {
    'io.k8s.apimachinery.pkg.api.resource.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
    [`${META}MicroTime`]: { type: 'string', format: 'date-time' },
    [`${META}Time`]: { type: 'string', format: 'date-time' },
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
      format: 'int-or-string',
      oneOf: [{ type: 'integer' }, { type: 'string' }],
    },
  },
};

const ANY = /\.(JSON|JSONSchemaPropsOr\w+)$/;

/** components.schemas: every type reachable from the kinds of a group version. */
export function openApiSchemas(entry: GroupVersion): Json {
  return reachableSchemas(kindNames(entry));
}

/** The types that the paths of a group version name. */
export function kindNames(entry: GroupVersion): string[] {
  const names = [...COMMON];
  for (const { schema, subresources } of entry.resources) {
    names.push(schema, `${schema}List`);
    for (const { kind } of subresources) {
      if (kind?.kind === 'Scale') names.push('io.k8s.api.autoscaling.v1.Scale');
      if (kind?.kind === 'Binding') names.push('io.k8s.api.core.v1.Binding');
      if (kind?.kind === 'Eviction') names.push('io.k8s.api.policy.v1.Eviction');
      if (kind?.kind === 'TokenRequest') names.push('io.k8s.api.authentication.v1.TokenRequest');
    }
  }
  return names;
}

/** These types and all that they refer to, by name. Names that the table does not have are left out. */
export function reachableSchemas(names: readonly string[], version: OpenApiVersion = 'v3'): Json {
  const schemas: Json = {};
  const waiting = [...names];
  const writer = new SchemaWriter(version, waiting);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (!(name in schemas) && compactDefinition(name)) schemas[name] = writer.definition(name);
  }
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes types of the table as JSON schemas, and down which other types they name. */
class SchemaWriter {
  readonly #version: OpenApiVersion;
  readonly #references: string[];

  constructor(version: OpenApiVersion, references: string[]) {
    this.#version = version;
    this.#references = references;
  }

  definition(name: string): Json {
    const described = descriptionsOf(name);
    const description = described?.description ? { description: described.description } : {};
    const leaf = LEAVES[this.#version][name];
    if (leaf) return { ...description, ...leaf };
    if (ANY.test(name)) return description;
    const compact = compactDefinition(name)!;
    const properties = Object.entries(compact.p ?? {}).map(([key, property]) => [
      key,
      this.#property(property, described?.properties[key]),
    ]);
    return {
      ...description,
      type: 'object',
      ...(compact.r && { required: compact.r }),
      ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
      ...(compact.g && {
        'x-kubernetes-group-version-kind': compact.g.map(([group, version, kind]) => ({ group, kind, version })),
      }),
      ...(compact.mt && { 'x-kubernetes-map-type': compact.mt }),
    };
  }

  #property(property: CompactProperty, text: string | undefined): Json {
    const extras = typeof property === 'string' ? { t: property } : property;
    const isCollection = /^[[{]/.test(extras.t);
    const implied = extras.d === undefined ? impliedDefault(extras.t, extras.z) : extras.d;
    const fallback = implied === null ? undefined : implied;
    const values = this.#version === 'v3' ? extras.e : undefined;
    const described = withEnum(text, values);
    return {
      ...(described !== undefined && { description: described }),
      ...this.#type(extras.t, described !== undefined || fallback !== undefined, isCollection ? values : undefined),
      ...(this.#version === 'v3' && fallback !== undefined && { default: fallback }),
      ...(values && !isCollection && { enum: values }),
      ...(extras.lk && { 'x-kubernetes-list-map-keys': extras.lk }),
      ...(extras.lt && { 'x-kubernetes-list-type': extras.lt }),
      ...(extras.mt && { 'x-kubernetes-map-type': extras.mt }),
      ...(extras.pk && { 'x-kubernetes-patch-merge-key': extras.pk }),
      ...(extras.ps && { 'x-kubernetes-patch-strategy': extras.ps }),
    };
  }

  /** `hasSiblings`: something else is said beside the type, so that v3 must wrap a reference. */
  #type(code: string, hasSiblings: boolean, itemValues?: readonly string[]): Json {
    if (code.startsWith('[')) return { type: 'array', items: this.#item(code.slice(1), itemValues) };
    if (code.startsWith('{')) return { type: 'object', additionalProperties: this.#item(code.slice(1), itemValues) };
    if (code.startsWith('#')) {
      const name = code.slice(1);
      this.#references.push(name);
      const reference = { $ref: PREFIX[this.#version] + name };
      return hasSiblings && this.#version === 'v3' ? { allOf: [reference] } : reference;
    }
    if (code === 'int32' || code === 'int64') return { type: 'integer', format: code };
    if (code === 'double') return { type: 'number', format: code };
    if (code === 'byte') return { type: 'string', format: code };
    return code === 'any' ? {} : { type: code };
  }

  #item(code: string, values?: readonly string[]): Json {
    const fallback = this.#version === 'v3' ? impliedItemDefault(code) : undefined;
    return {
      ...this.#type(code, fallback !== undefined),
      ...(fallback !== undefined && { default: fallback }),
      ...(values && { enum: values }),
    };
  }
}

/** Source: kube-openapi/pkg/generators/enum.go DescriptionLines. */
function withEnum(text: string | undefined, values: readonly string[] | undefined): string | undefined {
  if (text === undefined || !values || text.includes('Possible enum values:')) return text;
  return `${text}\n\nPossible enum values:\n${values.map((value) => ` - \`${JSON.stringify(value)}\``).join('\n')}`;
}
