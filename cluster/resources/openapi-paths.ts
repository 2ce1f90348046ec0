import type { GroupVersion } from './group-versions.ts';
import { versionText } from './group-versions.ts';
import type { ResourceDefinition, Verb } from './resource-definition.ts';

type Json = Record<string, unknown>;

const PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** Query parameters by verb: kubectl looks for fieldValidation and dryRun in a PATCH before it trusts the server with them. */
const WRITING = ['pretty', 'dryRun', 'fieldManager', 'fieldValidation'];
const PARAMETERS: Readonly<Record<Verb, readonly string[]>> = {
  create: WRITING,
  update: WRITING,
  patch: [...WRITING, 'force'],
  delete: ['pretty', 'dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'],
  deletecollection: ['pretty', 'dryRun', 'fieldSelector', 'labelSelector', 'limit', 'propagationPolicy'],
  get: ['pretty'],
  list: ['allowWatchBookmarks', 'continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'watch'],
  watch: [],
};

const METHODS: readonly [method: string, verb: Verb, action: string][] = [
  ['get', 'get', 'get'],
  ['put', 'update', 'put'],
  ['post', 'create', 'post'],
  ['patch', 'patch', 'patch'],
  ['delete', 'delete', 'delete'],
];
const COLLECTION_METHODS: readonly [method: string, verb: Verb, action: string][] = [
  ['get', 'list', 'list'],
  ['post', 'create', 'post'],
  ['delete', 'deletecollection', 'deletecollection'],
];

/** The paths of a group version's document; `prefix` is where the document has its types. */
export function openApiPaths(entry: GroupVersion, prefix = '#/components/schemas/'): Json {
  const root = entry.group === '' ? `/api/${entry.version}` : `/apis/${versionText(entry)}`;
  const paths: Json = {};
  for (const definition of entry.resources) {
    const scope = definition.namespaced ? `${root}/namespaces/{namespace}` : root;
    const collection = `${scope}/${definition.plural}`;
    paths[collection] = pathItem(definition, COLLECTION_METHODS, definition.verbs, definition, prefix);
    if (!definition.verbs.includes('get')) continue;
    const object = METHODS.filter(([method]) => method !== 'post');
    paths[`${collection}/{name}`] = pathItem(definition, object, definition.verbs, definition, prefix);
    if (definition.namespaced) {
      const everywhere = COLLECTION_METHODS.filter(([, verb]) => verb === 'list');
      paths[`${root}/${definition.plural}`] = pathItem(definition, everywhere, definition.verbs, definition, prefix);
    }
    for (const { name, kind, verbs } of definition.subresources) {
      paths[`${collection}/{name}/${name}`] = pathItem(definition, METHODS, verbs, kind ?? definition, prefix);
    }
  }
  return paths;
}

/** The same paths as Swagger 2.0 writes them. */
export function swaggerPaths(entry: GroupVersion): Json {
  const paths = openApiPaths(entry, '#/definitions/') as Record<string, Record<string, Version3Operation>>;
  return Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [method, swaggerOperation(operation)]),
      ),
    ]),
  );
}

interface Version3Operation {
  readonly parameters: readonly { readonly schema: object; readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: object;
}

function swaggerOperation({ parameters, requestBody, ...operation }: Version3Operation): Json {
  const [body] = Object.values(requestBody?.content ?? {});
  return {
    consumes: Object.keys(requestBody?.content ?? { '*/*': {} }),
    produces: ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'],
    schemes: ['https'],
    parameters: [
      ...(body ? [{ name: 'body', in: 'body', required: true, schema: body.schema }] : []),
      ...parameters.map(({ schema, ...parameter }) => ({ ...schema, ...parameter })),
    ],
    ...operation,
  };
}

function pathItem(
  definition: ResourceDefinition,
  methods: readonly [method: string, verb: Verb, action: string][],
  verbs: readonly Verb[],
  { group, version, kind }: { readonly group: string; readonly version: string; readonly kind: string },
  prefix: string,
): Json {
  const served = methods.filter(([, verb]) => verbs.includes(verb));
  return Object.fromEntries(
    served.map(([method, verb, action]) => [
      method,
      {
        parameters: PARAMETERS[verb].map((name) => ({
          name,
          in: 'query',
          schema: { type: 'string', uniqueItems: true },
        })),
        ...(verb === 'patch' && { requestBody: patchBody(definition, prefix) }),
        ...((verb === 'create' || verb === 'update') && { requestBody: objectBody(definition, prefix) }),
        responses: { 200: { description: 'OK' } },
        'x-kubernetes-action': action,
        'x-kubernetes-group-version-kind': { group, version, kind },
      },
    ]),
  );
}

function patchBody({ custom }: ResourceDefinition, prefix: string): Json {
  const schema = { $ref: `${prefix}io.k8s.apimachinery.pkg.apis.meta.v1.Patch` };
  // A custom resource has no Go type to merge strategically by: clients look for that here.
  const types = custom ? PATCH_TYPES.filter((type) => !type.includes('strategic')) : PATCH_TYPES;
  return { content: Object.fromEntries(types.map((type) => [type, { schema }])), required: true };
}

function objectBody(definition: ResourceDefinition, prefix: string): Json {
  return { content: { '*/*': { schema: { $ref: `${prefix}${definition.schema}` } } }, required: true };
}
