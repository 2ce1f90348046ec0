import type { CompactProperty } from './compact-schema.ts';
import type { GroupVersion } from './group-versions.ts';
import { compactDefinition } from './schema-table.ts';

type Json = Record<string, unknown>;

/** The types that clients send along with every kind. */
const COMMON = [
  'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Status',
];

/** Special types have no properties of their own. */
const LEAVES: Readonly<Record<string, Json>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': { type: 'string', format: 'date-time' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { type: 'string', format: 'date-time' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    format: 'int-or-string',
  },
};

const ANY = /\.(JSON|JSONSchemaPropsOr\w+)$/;

/** components.schemas: every type reachable from the kinds of a group version, without descriptions. */
export function openApiSchemas(entry: GroupVersion): Json {
  const waiting = [...entry.resources.map((definition) => definition.schema), ...COMMON];
  for (const definition of entry.resources) {
    waiting.push(`${definition.schema}List`);
    for (const { kind } of definition.subresources) {
      if (kind?.kind === 'Scale') waiting.push('io.k8s.api.autoscaling.v1.Scale');
      if (kind?.kind === 'Binding') waiting.push('io.k8s.api.core.v1.Binding');
      if (kind?.kind === 'Eviction') waiting.push('io.k8s.api.policy.v1.Eviction');
      if (kind?.kind === 'TokenRequest') waiting.push('io.k8s.api.authentication.v1.TokenRequest');
    }
  }
  return reachableSchemas(waiting);
}

/** These types and all that they refer to, by name. Names that the table does not have are left out. */
export function reachableSchemas(names: readonly string[]): Json {
  const schemas: Json = {};
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in schemas || !compactDefinition(name)) continue;
    schemas[name] = schemaOfDefinition(name, waiting);
  }
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function schemaOfDefinition(name: string, references: string[]): Json {
  if (LEAVES[name]) return LEAVES[name];
  if (ANY.test(name)) return {};
  const compact = compactDefinition(name)!;
  const properties = Object.entries(compact.p ?? {}).map(([key, property]) => [
    key,
    propertySchema(property, references),
  ]);
  return {
    type: 'object',
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(compact.r && { required: compact.r }),
    ...(compact.mt && { 'x-kubernetes-map-type': compact.mt }),
    ...(compact.g && {
      'x-kubernetes-group-version-kind': compact.g.map(([group, version, kind]) => ({ group, kind, version })),
    }),
  };
}

function propertySchema(property: CompactProperty, references: string[]): Json {
  const extras = typeof property === 'string' ? { t: property } : property;
  return {
    ...typeSchema(extras.t, references),
    ...(extras.lt && { 'x-kubernetes-list-type': extras.lt }),
    ...(extras.lk && { 'x-kubernetes-list-map-keys': extras.lk }),
    ...(extras.mt && { 'x-kubernetes-map-type': extras.mt }),
    ...(extras.ps && { 'x-kubernetes-patch-strategy': extras.ps }),
    ...(extras.pk && { 'x-kubernetes-patch-merge-key': extras.pk }),
  };
}

function typeSchema(code: string, references: string[]): Json {
  if (code.startsWith('[')) return { type: 'array', items: typeSchema(code.slice(1), references) };
  if (code.startsWith('{')) return { type: 'object', additionalProperties: typeSchema(code.slice(1), references) };
  if (code.startsWith('#')) {
    references.push(code.slice(1));
    return { allOf: [{ $ref: `#/components/schemas/${code.slice(1)}` }] };
  }
  if (code === 'int32' || code === 'int64') return { type: 'integer', format: code };
  if (code === 'double') return { type: 'number', format: code };
  if (code === 'byte') return { type: 'string', format: code };
  return code === 'any' ? {} : { type: code };
}
