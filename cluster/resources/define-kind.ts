import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { ResourceDefinition, SubresourceDefinition, Verb } from './resource-definition.ts';
import { definitionOf } from './schema-table.ts';
import { dns1123SubdomainProblems } from './validation/names.ts';
import { validateFinalizerNames, validateObjectMeta } from './validation/object-meta.ts';

export const ALL_VERBS: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

type Names = Pick<ResourceDefinition, 'group' | 'version' | 'kind' | 'plural' | 'namespaced'>;

interface NameRule {
  /** Problems of a name; absent: a DNS subdomain. */
  readonly nameProblems?: (name: string) => string[];
}

/** A kind with what most kinds have in common filled in: every verb, no short names, NAME and AGE, valid metadata. */
export function defineKind({
  nameProblems = dns1123SubdomainProblems,
  ...definition
}: Names & NameRule & Partial<Omit<ResourceDefinition, keyof Names>>): ResourceDefinition {
  const { group, version, kind, namespaced, validate } = definition;
  const schema = definition.schema ?? definitionOf(group, version, kind);
  if (!schema) throw new Error(`no schema for ${kind} in ${group}/${version}`);
  return Object.freeze({
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    verbs: ALL_VERBS,
    subresources: [],
    columns: [nameColumn, ageColumn],
    ...definition,
    schema,
    validate: (object: KubernetesObject) => [
      ...validateObjectMeta(object, namespaced, nameProblems),
      ...validateFinalizerNames(object),
      ...(validate?.(object) ?? []),
    ],
  });
}

export const STATUS: SubresourceDefinition = { name: 'status', verbs: ['get', 'patch', 'update'] };

export const SCALE: SubresourceDefinition = {
  name: 'scale',
  verbs: ['get', 'patch', 'update'],
  kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
};
