import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { itemsOf, type JsonSchemaProps, valuesOf } from '../schema/json-schema-props.ts';

type Json = Record<string, unknown>;

/** Where a document keeps its types. */
export type Prefix = '#/components/schemas/' | '#/definitions/';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const API_VERSION = {
  type: 'string',
  description: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`,
};
const KIND = {
  type: 'string',
  description: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
};

/** `com.example.v1.Foo` of `example.com/v1` Foo (kube-openapi util ToRESTFriendlyName). */
export function typeName({ group, version }: ResourceDefinition, kind: string): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

/** The types of a custom resource and its list by name (controller/openapi/builder). */
export function publishedSchemas(
  definition: ResourceDefinition,
  schema: JsonSchemaProps | undefined,
  prefix: Prefix,
): Json {
  const { kind, custom } = definition;
  const listKind = custom?.listKind ?? `${kind}List`;
  return {
    [typeName(definition, kind)]: objectSchema(definition, schema, prefix),
    [typeName(definition, listKind)]: listSchema(definition, listKind, prefix),
  };
}

function objectSchema(definition: ResourceDefinition, schema: JsonSchemaProps | undefined, prefix: Prefix): Json {
  const { group, version, kind } = definition;
  const isV2 = prefix === '#/definitions/';
  const known = schema && !(isV2 && schema['x-kubernetes-preserve-unknown-fields']) ? schema : undefined;
  const base: Json = known ? (isV2 ? versionTwo(known) : versionThree(known)) : { type: 'object' };
  return {
    ...base,
    ...(known && {
      properties: {
        ...(base.properties as Json | undefined),
        apiVersion: API_VERSION,
        kind: KIND,
        metadata: metadata(prefix, 'ObjectMeta', 'metadata', 'objects'),
      },
    }),
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  };
}

function metadata(prefix: Prefix, type: string, anchor: string, of: string): Json {
  const description = `Standard ${of === 'objects' ? "object's" : 'list'} metadata. More info: ${CONVENTIONS}#${anchor}`;
  const reference = { $ref: `${prefix}${META}${type}` };
  return prefix === '#/definitions/' ? { ...reference, description } : { description, allOf: [reference] };
}

function listSchema(definition: ResourceDefinition, listKind: string, prefix: Prefix): Json {
  const { group, version, kind, plural } = definition;
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: API_VERSION,
      items: {
        description: `List of ${plural}. More info: ${CONVENTIONS}`,
        type: 'array',
        items: itemReference(prefix, typeName(definition, kind)),
      },
      kind: KIND,
      metadata: metadata(prefix, 'ListMeta', 'types-kinds', 'lists'),
    },
    'x-kubernetes-group-version-kind': [{ group, kind: listKind, version }],
  };
}

function itemReference(prefix: Prefix, name: string): Json {
  const reference = { $ref: `${prefix}${name}` };
  return prefix === '#/definitions/' ? reference : { allOf: [reference] };
}

/** As the definition has it; an int-or-string says what it may be (schema.Unfold), embedded resources what they all have. */
function versionThree(schema: JsonSchemaProps): Json {
  const result: Json = { ...schema };
  if (schema.properties) result.properties = mapValues(schema.properties, versionThree);
  const items = itemsOf(schema);
  if (items) result.items = versionThree(items);
  const values = valuesOf(schema);
  if (values) result.additionalProperties = versionThree(values);
  if (schema['x-kubernetes-int-or-string'] && !schema.anyOf && !schema.allOf?.[0]?.anyOf) {
    result.anyOf = [{ type: 'integer' }, { type: 'string' }];
  }
  return schema['x-kubernetes-embedded-resource'] ? embedded(result, '#/components/schemas/') : result;
}

function embedded(schema: Json, prefix: Prefix): Json {
  const required = new Set([...((schema.required as string[] | undefined) ?? []), 'kind', 'apiVersion']);
  const properties = {
    ...(schema.properties as Json | undefined),
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: metadata(prefix, 'ObjectMeta', 'metadata', 'objects'),
  };
  return { ...schema, properties, required: [...required] };
}

/** What OpenAPI v2 has no words for is left out (controller/openapi/v2 ToStructuralOpenAPIV2). */
function versionTwo(schema: JsonSchemaProps): Json {
  const { anyOf: _, oneOf: __, allOf: ___, not: ____, nullable, items, properties, ...rest } = schema;
  const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const structured = !nullable && !preserves;
  const item = structured ? itemsOf(schema) : undefined;
  const values = valuesOf(schema);
  const untyped = nullable || (preserves && schema.type === 'object') || (schema.type === 'array' && !item);
  const optional = new Set(Object.keys(properties ?? {}).filter((name) => properties?.[name]?.nullable));
  const required = values?.nullable ? [] : schema.required?.filter((name) => !structured || !optional.has(name));
  const { type, required: _required, ...others } = rest;
  const result: Json = {
    ...others,
    ...(!untyped && !schema['x-kubernetes-int-or-string'] && type !== undefined && { type }),
    ...(required && required.length > 0 && { required }),
    ...(item && { items: versionTwo(item) }),
    ...(structured && properties && { properties: mapValues(properties, versionTwo) }),
    ...(values && { additionalProperties: versionTwo(values) }),
  };
  return schema['x-kubernetes-embedded-resource'] && !preserves ? embedded(result, '#/definitions/') : result;
}

function mapValues(map: Readonly<Record<string, JsonSchemaProps>>, change: (schema: JsonSchemaProps) => Json): Json {
  return Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, change(schema)]));
}
