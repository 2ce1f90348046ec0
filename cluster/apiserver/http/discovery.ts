import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { apiVersionOf } from '../registry.ts';

interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly definitions: readonly ResourceDefinition[];
}

/** Answers for /api, /apis and below, built once a process. */
export class Discovery {
  readonly #groupVersions: readonly GroupVersion[];

  constructor(definitions: readonly ResourceDefinition[]) {
    const found = new Map<string, ResourceDefinition[]>();
    for (const definition of definitions) {
      const key = apiVersionOf(definition);
      found.set(key, [...(found.get(key) ?? []), definition]);
    }
    this.#groupVersions = [...found.values()].map((members) => ({
      group: members[0]!.group,
      version: members[0]!.version,
      definitions: members,
    }));
  }

  /** apidiscovery.k8s.io/v2 APIGroupDiscoveryList (KEP-3352). */
  aggregated(core: boolean): object {
    return {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: this.#groups(core).map(([group, versions]) => ({
        metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
        versions: versions.map((version) => ({
          version: version.version,
          resources: version.definitions.map(aggregatedResource),
          freshness: 'Current',
        })),
      })),
    };
  }

  coreVersions(): object {
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  }

  groupList(): object {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: this.#groups(false).map(([name]) => this.#group(name)) };
  }

  group(name: string): object | null {
    if (!this.#groupVersions.some((candidate) => candidate.group === name)) return null;
    return { kind: 'APIGroup', apiVersion: 'v1', ...this.#group(name) };
  }

  resourceList(group: string, version: string): object | null {
    const found = this.#groupVersions.find((candidate) => candidate.group === group && candidate.version === version);
    if (!found) return null;
    return {
      kind: 'APIResourceList',
      ...(group !== '' && { apiVersion: 'v1' }),
      groupVersion: apiVersionOf(found),
      resources: found.definitions.flatMap(legacyResources),
    };
  }

  #group(name: string) {
    const versions = this.#groupVersions
      .filter((candidate) => candidate.group === name)
      .map((candidate) => ({ groupVersion: apiVersionOf(candidate), version: candidate.version }));
    return { name, versions, preferredVersion: versions[0] };
  }

  #groups(core: boolean): [string, GroupVersion[]][] {
    const names = [...new Set(this.#groupVersions.map(({ group }) => group))];
    return names
      .filter((name) => (name === '') === core)
      .map((name) => [name, this.#groupVersions.filter(({ group }) => group === name)]);
  }
}

function aggregatedResource(definition: ResourceDefinition): object {
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
        responseKind: responseKind(subresource.kind ?? definition),
        verbs: subresource.verbs,
      })),
    }),
  };
}

function responseKind({ group, version, kind }: { group: string; version: string; kind: string }): object {
  return { group, version, kind };
}

function legacyResources(definition: ResourceDefinition): object[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = definition;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 && { shortNames }),
      ...(categories.length > 0 && { categories }),
    },
    ...definition.subresources.map((subresource) => ({
      name: `${plural}/${subresource.name}`,
      singularName: '',
      namespaced,
      ...(subresource.kind && { group: subresource.kind.group, version: subresource.kind.version }),
      kind: subresource.kind?.kind ?? kind,
      verbs: subresource.verbs,
    })),
  ];
}
