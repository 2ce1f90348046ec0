import type { GroupVersion } from './group-versions.ts';
import { groupVersions, versionText } from './group-versions.ts';
import type { ResourceDefinition } from './resource-definition.ts';

interface AggregatedResource {
  readonly resource: string;
  readonly responseKind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly scope: 'Namespaced' | 'Cluster';
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly object[];
}

/** apidiscovery.k8s.io/v2 APIGroupDiscoveryList: `/api` (`core`) or `/apis` (`named` groups). Frozen, one for all clusters. */
export function aggregatedDiscovery(which: 'core' | 'named'): object {
  return cached(`aggregated ${which}`, () => ({
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups(which).map(([group, versions]) => ({
      metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
      versions: versions.map((entry) => ({
        version: entry.version,
        resources: entry.resources.map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  }));
}

/** `/api`: APIVersions. */
export function coreVersions(serverAddress: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

/** `/apis`: APIGroupList. */
export function groupList(): object {
  return cached('groups', () => ({
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups('named').map(([group, versions]) => groupOf(group, versions)),
  }));
}

/** `/apis/GROUP`: APIGroup; undefined when there is none. */
export function groupDocument(group: string): object | undefined {
  const found = groups('named').find(([name]) => name === group);
  return found && cached(`group ${group}`, () => ({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(...found) }));
}

/** `/api/v1` and `/apis/GROUP/VERSION`: APIResourceList; undefined when there is none. */
export function resourceList(group: string, version: string): object | undefined {
  const found = groupVersions().find((entry) => entry.group === group && entry.version === version);
  return (
    found &&
    cached(`resources ${versionText(found)}`, () => ({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: versionText(found),
      resources: found.resources.flatMap(legacyResources),
    }))
  );
}

const documents = new Map<string, object>();

function cached(key: string, make: () => object): object {
  let document = documents.get(key);
  if (!document) {
    document = freezeDeep(make());
    documents.set(key, document);
  }
  return document;
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freezeDeep(inner);
  }
  return value;
}

/** Versions of a group together, in the table's order. */
function groups(which: 'core' | 'named'): [string, GroupVersion[]][] {
  const found = new Map<string, GroupVersion[]>();
  for (const entry of groupVersions()) {
    if ((entry.group === '') !== (which === 'core')) continue;
    found.set(entry.group, [...(found.get(entry.group) ?? []), entry]);
  }
  return [...found];
}

function groupOf(group: string, versions: readonly GroupVersion[]): object {
  const named = versions.map((entry) => ({ groupVersion: versionText(entry), version: entry.version }));
  return { name: group, versions: named, preferredVersion: named[0] };
}

const kindOf = (definition: ResourceDefinition) => ({
  group: definition.group,
  version: definition.version,
  kind: definition.kind,
});

function aggregatedResource(definition: ResourceDefinition): AggregatedResource {
  return {
    resource: definition.plural,
    responseKind: kindOf(definition),
    scope: definition.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: definition.singular,
    verbs: definition.verbs,
    ...(definition.shortNames.length > 0 && { shortNames: definition.shortNames }),
    ...(definition.categories.length > 0 && { categories: definition.categories }),
    ...(definition.subresources.length > 0 && {
      subresources: definition.subresources.map((subresource) => ({
        subresource: subresource.name,
        responseKind: subresource.kind ?? kindOf(definition),
        verbs: subresource.verbs,
      })),
    }),
  };
}

function legacyResources(definition: ResourceDefinition): object[] {
  const { namespaced } = definition;
  const main = {
    name: definition.plural,
    singularName: definition.singular,
    namespaced,
    kind: definition.kind,
    verbs: definition.verbs,
    ...(definition.shortNames.length > 0 && { shortNames: definition.shortNames }),
    ...(definition.categories.length > 0 && { categories: definition.categories }),
  };
  const others = definition.subresources.map(({ name, kind, verbs }) => ({
    name: `${definition.plural}/${name}`,
    singularName: '',
    namespaced,
    ...(kind && { group: kind.group, version: kind.version }),
    kind: kind?.kind ?? definition.kind,
    verbs,
  }));
  return [main, ...others];
}
