import type { ResourceDefinition } from '../../cluster/resources/resource-definition.ts';
import { resourceDefinitions } from '../../cluster/resources/resource-table.ts';
import type { Schema } from '../../cluster/resources/schema.ts';
import { schemaOf } from '../../cluster/resources/schema-table.ts';
import type { JsonMap } from './mutate-object.ts';
import { CLUSTER_OBJECTS } from './valid-cluster-objects.ts';
import { CORE_OBJECTS } from './valid-core-objects.ts';

export const NAMESPACE = 'fuzz';

/** A kind that inputs are about. */
export interface FuzzedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** `/apis/apps/v1/namespaces/fuzz/deployments` */
  readonly collection: string;
  readonly schema: Schema | undefined;
  readonly subresources: readonly string[];
  /** Answers a create without storing anything. */
  readonly isReview: boolean;
  readonly isCustom: boolean;
  /** A valid body with this name. */
  valid(name: string): JsonMap;
}

/** Names that are not free to choose. */
const NAMES: Readonly<Record<string, string>> = {
  '/endpoints': 'base',
  'apiextensions.k8s.io/customresourcedefinitions': 'things.example.com',
  'apiregistration.k8s.io/apiservices': 'v1.aggregated.example.com',
  'networking.k8s.io/ipaddresses': '10.96.7.7',
};

const builtIn = resourceDefinitions
  .filter(({ verbs }) => verbs.includes('create'))
  .map((definition) => kindOf(definition));

const custom: readonly FuzzedKind[] = ['widgets', 'gadgets'].map((plural) => ({
  apiVersion: 'fuzz.example.com/v1',
  kind: plural === 'widgets' ? 'Widget' : 'Gadget',
  namespaced: plural === 'widgets',
  collection: `/apis/fuzz.example.com/v1/${plural === 'widgets' ? `namespaces/${NAMESPACE}/` : ''}${plural}`,
  schema: undefined,
  subresources: ['status', 'scale'],
  isReview: false,
  isCustom: true,
  valid: (name) => ({
    apiVersion: 'fuzz.example.com/v1',
    kind: plural === 'widgets' ? 'Widget' : 'Gadget',
    metadata: { name },
    spec: { size: 3, name: 'a', tags: ['x'], parts: [{ id: 'a', weight: 1.5 }], limits: { cpu: '1' }, port: '80%' },
  }),
}));

export const FUZZED_KINDS: readonly FuzzedKind[] = [...builtIn, ...custom];

function kindOf(definition: ResourceDefinition): FuzzedKind {
  const { group, version, kind, plural, namespaced, schema, subresources, evaluate } = definition;
  const id = `${group}/${plural}`;
  const body = CORE_OBJECTS[id] ?? CLUSTER_OBJECTS[id];
  if (!body && !evaluate) throw new Error(`no valid body for ${id}`);
  const apiVersion = group ? `${group}/${version}` : version;
  return {
    apiVersion,
    kind,
    namespaced,
    collection: `${group ? '/apis/' : '/api/'}${apiVersion}/${namespaced ? `namespaces/${NAMESPACE}/` : ''}${plural}`,
    schema: schema ? schemaOf(schema) : undefined,
    subresources: subresources.map(({ name }) => name),
    isReview: evaluate !== undefined || plural === 'bindings',
    isCustom: false,
    valid: (name) => ({
      apiVersion,
      kind,
      ...(body
        ? { metadata: { name: NAMES[id] ?? name, labels: { app: 'fuzz' } }, ...body }
        : { metadata: {}, ...reviewBody(kind) }),
    }),
  };
}

function reviewBody(kind: string): JsonMap {
  if (kind === 'TokenReview') return { spec: { token: 'secret', audiences: ['a'] } };
  if (kind === 'SelfSubjectRulesReview') return { spec: { namespace: NAMESPACE } };
  const resourceAttributes = { namespace: NAMESPACE, verb: 'get', resource: 'pods', name: 'base' };
  return { spec: { ...(kind.startsWith('Self') ? {} : { user: 'a', groups: ['b'] }), resourceAttributes } };
}
