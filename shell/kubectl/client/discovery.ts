import type { Machine, ProcessTable } from '../../../cluster/machinery/machine.ts';
import { isNotFound } from '../errors.ts';
import { type JsonObject, listAt, recordAt, recordsAt, stringAt } from '../json.ts';
import type { ApiClient } from './api-client.ts';

/** One resource of the server, as its discovery documents tell it. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  /** Plural, e.g. deployments. */
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

export interface Discovery {
  /** In the server's order: groups by priority, versions by preference. */
  readonly resources: readonly ApiResource[];
  readonly groupVersions: readonly string[];
}

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** What ~/.kube/cache is on a disk: per machine and server, thrown away when a name is not found in it. */
const caches = new WeakMap<ProcessTable, Map<string, Promise<Discovery>>>();

export async function discover(machine: Machine, client: ApiClient, fresh = false): Promise<Discovery> {
  let cache = caches.get(machine.processes);
  if (!cache) {
    cache = new Map();
    caches.set(machine.processes, cache);
  }
  const key = client.config.server;
  const known = cache.get(key);
  if (known && !fresh) return known;
  const asked = fetchDiscovery(client);
  cache.set(key, asked);
  try {
    return await asked;
  } catch (error) {
    if (cache.get(key) === asked) cache.delete(key);
    throw error;
  }
}

async function fetchDiscovery(client: ApiClient): Promise<Discovery> {
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((path) => client.json({ path, accept: AGGREGATED, query: { timeout: '32s' } })),
  );
  const lists = [core!, groups!];
  if (lists.every((list) => list['kind'] === 'APIGroupDiscoveryList')) return aggregated(lists);
  return unaggregated(client, core!, groups!);
}

function aggregated(lists: readonly JsonObject[]): Discovery {
  const resources: ApiResource[] = [];
  const groupVersions: string[] = [];
  for (const group of lists.flatMap((list) => recordsAt(list, 'items'))) {
    const groupName = stringAt(group, 'metadata', 'name');
    for (const version of recordsAt(group, 'versions')) {
      const versionName = stringAt(version, 'version');
      groupVersions.push(groupVersion(groupName, versionName));
      for (const entry of recordsAt(version, 'resources')) {
        resources.push({
          group: groupName,
          version: versionName,
          name: stringAt(entry, 'resource'),
          singular: stringAt(entry, 'singularResource'),
          kind: stringAt(entry, 'responseKind', 'kind'),
          namespaced: stringAt(entry, 'scope') === 'Namespaced',
          shortNames: listAt(entry, 'shortNames').map(String),
          categories: listAt(entry, 'categories').map(String),
          verbs: listAt(entry, 'verbs').map(String),
          subresources: recordsAt(entry, 'subresources').map((item) => stringAt(item, 'subresource')),
        });
      }
    }
  }
  return { resources, groupVersions };
}

/** One request per group version, for servers without aggregated discovery. */
async function unaggregated(client: ApiClient, core: JsonObject, groups: JsonObject): Promise<Discovery> {
  const groupVersions = [
    ...listAt(core, 'versions').map(String),
    ...recordsAt(groups, 'groups').flatMap((group) =>
      recordsAt(group, 'versions').map((version) => stringAt(version, 'groupVersion')),
    ),
  ];
  const lists = await Promise.all(
    groupVersions.map((name) =>
      client.json({ path: name.includes('/') ? `/apis/${name}` : `/api/${name}` }).catch((error) => {
        if (isNotFound(error)) return {};
        throw error;
      }),
    ),
  );
  const resources = lists.flatMap((list, index) => resourcesOf(groupVersions[index]!, recordsAt(list, 'resources')));
  return { resources, groupVersions };
}

function resourcesOf(name: string, entries: readonly JsonObject[]): ApiResource[] {
  const [group, version] = name.includes('/') ? (name.split('/') as [string, string]) : ['', name];
  const whole = entries.filter((entry) => !stringAt(entry, 'name').includes('/'));
  return whole.map((entry) => {
    const plural = stringAt(entry, 'name');
    return {
      group,
      version,
      name: plural,
      singular: stringAt(entry, 'singularName'),
      kind: stringAt(entry, 'kind'),
      namespaced: recordAt(entry) !== null && entry['namespaced'] === true,
      shortNames: listAt(entry, 'shortNames').map(String),
      categories: listAt(entry, 'categories').map(String),
      verbs: listAt(entry, 'verbs').map(String),
      subresources: entries
        .map((other) => stringAt(other, 'name'))
        .filter((other) => other.startsWith(`${plural}/`))
        .map((other) => other.slice(plural.length + 1)),
    };
  });
}

export function groupVersion(group: string, version: string): string {
  return group ? `${group}/${version}` : version;
}
