import { createHash } from 'node:crypto';
import type { GroupVersion } from './group-versions.ts';
import { groupVersions, NO_GROUP_VERSIONS, versionText } from './group-versions.ts';
import type { ResourceDefinition, SubresourceDefinition } from './resource-definition.ts';

/**
 * The documents that say what is served. `custom`: the group versions of a cluster's CustomResourceDefinitions, another
 * array with each change; documents are frozen and made once for each array.
 */
type Custom = readonly GroupVersion[];

/** apidiscovery.k8s.io/v2 APIGroupDiscoveryList: `/api` (`core`) or `/apis` (`named` groups), with its quoted hash for `If-None-Match`. */
export function aggregatedDiscovery(
  which: 'core' | 'named',
  custom: Custom = NO_GROUP_VERSIONS,
): { readonly document: object; readonly etag: string } {
  const used = which === 'core' ? NO_GROUP_VERSIONS : custom;
  return cached(used, `aggregated ${which}`, () => {
    const document = {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: groups(which, used).map(([group, versions]) => ({
        metadata: group === '' ? {} : { name: group },
        versions: versions.map((entry) => ({
          version: entry.version,
          resources: entry.resources.map(aggregatedResource),
          freshness: 'Current',
        })),
      })),
    };
    return { document, etag: `"${createHash('sha512').update(JSON.stringify(document)).digest('hex').toUpperCase()}"` };
  });
}

/** `/api`: APIVersions. */
export function coreVersions(serverAddress: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [
      { clientCIDR: '0.0.0.0/0', serverAddress },
      { clientCIDR: '10.96.0.0/12', serverAddress: '10.96.0.1:443' },
    ],
  };
}

/** `/apis`: APIGroupList. */
export function groupList(custom: Custom = NO_GROUP_VERSIONS): object {
  return cached(custom, 'groups', () => ({
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups('named', custom).map(([group, versions]) => groupOf(group, versions)),
  }));
}

/** `/apis/GROUP`: APIGroup; undefined when there is none. */
export function groupDocument(group: string, custom: Custom = NO_GROUP_VERSIONS): object | undefined {
  const found = groups('named', custom).find(([name]) => name === group);
  return (
    found && cached(custom, `group ${group}`, () => ({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(...found) }))
  );
}

/** `/api/v1` and `/apis/GROUP/VERSION`: APIResourceList; undefined when there is none. */
export function resourceList(group: string, version: string, custom: Custom = NO_GROUP_VERSIONS): object | undefined {
  const found = [...groupVersions(), ...custom].find((entry) => entry.group === group && entry.version === version);
  return (
    found &&
    cached(custom, `resources ${versionText(found)}`, () => ({
      kind: 'APIResourceList',
      // The core group's document has none.
      ...(group !== '' && { apiVersion: 'v1' }),
      groupVersion: versionText(found),
      resources: found.resources.flatMap(legacyResources),
    }))
  );
}

const documents = new WeakMap<Custom, Map<string, object>>();

function cached<T extends object>(custom: Custom, key: string, make: () => T): T {
  let known = documents.get(custom);
  if (!known) {
    known = new Map();
    documents.set(custom, known);
  }
  let document = known.get(key);
  if (!document) {
    document = freezeDeep(make());
    known.set(key, document);
  }
  // A key has one maker.
  return document as T;
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freezeDeep(inner);
  }
  return value;
}

/** Versions of a group together, in the table's order; custom groups after the built-in ones. */
function groups(which: 'core' | 'named', custom: Custom): [string, GroupVersion[]][] {
  const found = new Map<string, GroupVersion[]>();
  for (const entry of [...groupVersions(), ...custom]) {
    if ((entry.group === '') !== (which === 'core')) continue;
    found.set(entry.group, [...(found.get(entry.group) ?? []), entry]);
  }
  return [...found];
}

/** Name, versions and the preferred one, which is the first. */
export function groupOf(group: string, versions: readonly GroupVersion[]): object {
  const named = versions.map((entry) => ({ groupVersion: versionText(entry), version: entry.version }));
  return { name: group, versions: named, preferredVersion: named[0] };
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const isElsewhere = (kind: Kind, { group, version }: ResourceDefinition) =>
  kind.group !== group || kind.version !== version;

/** A built-in kind of the same group version is named alone; custom resources spell it out. */
function responseKind(definition: ResourceDefinition, subresource?: SubresourceDefinition): Kind {
  const kind = subresource?.kind ?? definition;
  const spelledOut = definition.custom !== undefined || isElsewhere(kind, definition);
  return { group: spelledOut ? kind.group : '', version: spelledOut ? kind.version : '', kind: kind.kind };
}

/** One resource in an aggregated document. */
export function aggregatedResource(definition: ResourceDefinition): object {
  return {
    resource: definition.plural,
    responseKind: responseKind(definition),
    scope: definition.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: definition.singular,
    verbs: definition.verbs,
    ...(definition.shortNames.length > 0 && { shortNames: definition.shortNames }),
    ...(definition.categories.length > 0 && { categories: definition.categories }),
    ...(definition.subresources.length > 0 && {
      subresources: definition.subresources.map((subresource) => ({
        subresource: subresource.name,
        responseKind: responseKind(definition, subresource),
        verbs: subresource.verbs,
      })),
    }),
  };
}

/** A resource and its subresources in an APIResourceList. */
export function legacyResources(definition: ResourceDefinition): object[] {
  const { namespaced } = definition;
  const main = {
    name: definition.plural,
    singularName: definition.singular,
    namespaced,
    kind: definition.kind,
    verbs: definition.verbs,
    ...(definition.shortNames.length > 0 && { shortNames: definition.shortNames }),
    ...(definition.categories.length > 0 && { categories: definition.categories }),
    ...(definition.verbs.includes('watch') && { storageVersionHash: storageVersionHash(definition) }),
  };
  const others = definition.subresources.map(({ name, kind = definition, verbs }) => ({
    name: `${definition.plural}/${name}`,
    singularName: '',
    namespaced,
    ...(isElsewhere(kind, definition) && { group: kind.group, version: kind.version }),
    kind: kind.kind,
    verbs,
  }));
  return [main, ...others];
}

/** Source: apiserver/pkg/endpoints/discovery.StorageVersionHash. */
function storageVersionHash(definition: ResourceDefinition): string {
  const { group, version, kind, storageVersion = version } = definition.conversion?.stored ?? definition;
  return createHash('sha256').update(`${group}/${storageVersion}/${kind}`).digest().subarray(0, 8).toString('base64');
}
