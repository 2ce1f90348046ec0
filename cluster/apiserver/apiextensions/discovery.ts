import {
  aggregatedDiscovery,
  aggregatedResource,
  groupList,
  groupOf,
  legacyResources,
} from '../../resources/discovery.ts';
import { type GroupVersion, versionText } from '../../resources/group-versions.ts';
import { isMap } from '../json.ts';

type Groups = ReadonlyMap<string, readonly GroupVersion[]>;

interface Documents {
  aggregated?: object;
  groups?: object;
}

/** By the registry's array, of which there is another one with each change. */
const documents = new WeakMap<readonly GroupVersion[], Documents>();

/** `/apis` as an APIGroupDiscoveryList: the built-in groups, then the custom ones. */
export function aggregatedWithCustom(custom: readonly GroupVersion[]): object {
  const builtIn = aggregatedDiscovery('named');
  if (custom.length === 0) return builtIn;
  const known = documentsOf(custom);
  known.aggregated ??= withItems(builtIn, 'items', byGroup(custom), aggregatedGroup);
  return known.aggregated;
}

/** `/apis` as an APIGroupList. */
export function groupsWithCustom(custom: readonly GroupVersion[]): object {
  const builtIn = groupList();
  if (custom.length === 0) return builtIn;
  const known = documentsOf(custom);
  known.groups ??= withItems(builtIn, 'groups', byGroup(custom), groupOf);
  return known.groups;
}

/** `/apis/GROUP` of a group that has custom resources alone; undefined when there is none. */
export function customGroup(custom: readonly GroupVersion[], group: string): object | undefined {
  const versions = byGroup(custom).get(group);
  return versions && { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group, versions) };
}

/** `/apis/GROUP/VERSION`. */
export function customResourceList(
  custom: readonly GroupVersion[],
  group: string,
  version: string,
): object | undefined {
  const found = custom.find((entry) => entry.group === group && entry.version === version);
  if (!found) return undefined;
  const resources = found.resources.flatMap(legacyResources);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: versionText(found), resources };
}

function documentsOf(custom: readonly GroupVersion[]): Documents {
  let known = documents.get(custom);
  if (!known) {
    known = {};
    documents.set(custom, known);
  }
  return known;
}

function byGroup(custom: readonly GroupVersion[]): Groups {
  const groups = new Map<string, GroupVersion[]>();
  for (const entry of custom) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return groups;
}

function aggregatedGroup(group: string, versions: readonly GroupVersion[]): object {
  return {
    metadata: { name: group, creationTimestamp: null },
    versions: versions.map((entry) => ({
      version: entry.version,
      resources: entry.resources.map(aggregatedResource),
      freshness: 'Current',
    })),
  };
}

/** The document with more groups in one of its lists; a group that is built in gets more versions. */
function withItems(
  document: object,
  field: 'items' | 'groups',
  groups: Groups,
  make: (group: string, versions: readonly GroupVersion[]) => object,
): object {
  const listed = (document as Record<string, unknown>)[field];
  const items = Array.isArray(listed) ? listed.filter(isMap) : [];
  const builtIn = new Set(items.map(nameOf));
  const merged = items.map((item) => {
    const versions = groups.get(nameOf(item));
    return versions ? withVersions(item, make(nameOf(item), versions)) : item;
  });
  const added = [...groups].filter(([group]) => !builtIn.has(group)).map(([group, versions]) => make(group, versions));
  return Object.freeze({ ...document, [field]: [...merged, ...added] });
}

function nameOf(item: Record<string, unknown>): string {
  const name = isMap(item.metadata) ? item.metadata.name : item.name;
  return typeof name === 'string' ? name : '';
}

function withVersions(item: Record<string, unknown>, more: object): object {
  const added = (more as Record<string, unknown>).versions;
  const versions = [...(Array.isArray(item.versions) ? item.versions : []), ...(Array.isArray(added) ? added : [])];
  return { ...item, versions };
}
