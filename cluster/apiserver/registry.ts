import type { ResourceDefinition } from '../resources/resource-definition.ts';

/** The definitions by path. Built once a process; every cluster shares it. */
export class Registry {
  readonly #definitions: readonly ResourceDefinition[];
  readonly #byPath = new Map<string, ResourceDefinition>();

  constructor(definitions: readonly ResourceDefinition[]) {
    this.#definitions = definitions;
    for (const definition of definitions) {
      this.#byPath.set(pathOf(definition.group, definition.version, definition.plural), definition);
    }
  }

  get definitions(): readonly ResourceDefinition[] {
    return this.#definitions;
  }

  find(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.#byPath.get(pathOf(group, version, plural));
  }

  /** The definition to use for stored objects of a resource, whatever version they were written in. */
  ofStored(resource: string): ResourceDefinition | undefined {
    return this.definitions.find((definition) => !definition.conversion && storageName(definition) === resource);
  }
}

/** What the store files a resource under: all versions of a kind are one resource. */
export function storageName(definition: Pick<ResourceDefinition, 'group' | 'plural' | 'conversion'>): string {
  const { group, plural } = definition.conversion?.stored ?? definition;
  return group === '' ? plural : `${group}/${plural}`;
}

export function apiVersionOf(definition: { readonly group: string; readonly version: string }): string {
  return definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;
}

function pathOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}
