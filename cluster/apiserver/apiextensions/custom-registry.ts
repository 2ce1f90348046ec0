import { type GroupVersion, NO_GROUP_VERSIONS } from '../../resources/group-versions.ts';
import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { Registry, storageName } from '../registry.ts';
import { compareVersions } from './kind/version-order.ts';

const NONE: readonly ResourceDefinition[] = Object.freeze([]);

/** One cluster's definitions: the built-in ones that all clusters share, and those of its CustomResourceDefinitions. */
export class CustomRegistry extends Registry {
  readonly #shared: Registry;
  readonly #custom = new Map<string, readonly ResourceDefinition[]>();
  readonly #ended = new Map<ResourceDefinition, Set<() => void>>();
  #groupVersions: readonly GroupVersion[] = NO_GROUP_VERSIONS;

  constructor(shared: Registry) {
    super(NONE);
    this.#shared = shared;
  }

  override get definitions(): readonly ResourceDefinition[] {
    return this.#custom.size === 0 ? this.#shared.definitions : [...this.#shared.definitions, ...this.custom];
  }

  get custom(): readonly ResourceDefinition[] {
    return [...this.#custom.values()].flat();
  }

  /** What discovery and OpenAPI have beside the built-in kinds: another array with each change. */
  get customGroupVersions(): readonly GroupVersion[] {
    return this.#groupVersions;
  }

  override find(group: string, version: string, plural: string): ResourceDefinition | undefined {
    const found = this.#shared.find(group, version, plural);
    if (found || this.#custom.size === 0) return found;
    return this.#custom.get(`${plural}.${group}`)?.find((definition) => definition.version === version);
  }

  override ofStored(resource: string): ResourceDefinition | undefined {
    return this.#shared.ofStored(resource) ?? this.custom.find((definition) => storageName(definition) === resource);
  }

  /** `name`: `foos.example.com`. No definitions: it is served no more. Watches of what was there before end. */
  set(name: string, definitions: readonly ResourceDefinition[]): void {
    const before = this.#custom.get(name) ?? NONE;
    if (definitions.length === 0) this.#custom.delete(name);
    else this.#custom.set(name, definitions);
    this.#groupVersions = this.#custom.size === 0 ? NO_GROUP_VERSIONS : groupVersionsOf(this.custom);
    for (const definition of before) {
      const listeners = this.#ended.get(definition);
      this.#ended.delete(definition);
      for (const listener of listeners ?? []) listener();
    }
  }

  /** Calls the listener once when the definition is replaced or goes. The returned function takes it back. */
  onEnded(definition: ResourceDefinition, listener: () => void): () => void {
    let listeners = this.#ended.get(definition);
    if (!listeners) {
      listeners = new Set();
      this.#ended.set(definition, listeners);
    }
    listeners.add(listener);
    return () => this.#ended.get(definition)?.delete(listener);
  }
}

/** Groups by name, the versions of each with the most stable first, kinds by plural. */
function groupVersionsOf(definitions: readonly ResourceDefinition[]): readonly GroupVersion[] {
  const found = new Map<string, { group: string; version: string; resources: ResourceDefinition[] }>();
  for (const definition of definitions) {
    const { group, version } = definition;
    const key = `${group}/${version}`;
    const entry = found.get(key) ?? { group, version, resources: [] };
    found.set(key, entry);
    entry.resources.push(definition);
  }
  for (const entry of found.values()) entry.resources.sort((a, b) => (a.plural < b.plural ? -1 : 1));
  const byGroup = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return Object.freeze(
    [...found.values()].sort((a, b) => byGroup(a.group, b.group) || -compareVersions(a.version, b.version)),
  );
}
