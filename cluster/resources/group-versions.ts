import type { ResourceDefinition } from './resource-definition.ts';
import { resourceDefinitions } from './resource-table.ts';

/** One served version of a group with its kinds, sorted by plural as discovery lists them. */
export interface GroupVersion {
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  readonly resources: readonly ResourceDefinition[];
}

let all: readonly GroupVersion[] | undefined;

/** The built-in ones, in the order of discovery. */
export function groupVersions(): readonly GroupVersion[] {
  if (all) return all;
  const found = new Map<string, { group: string; version: string; resources: ResourceDefinition[] }>();
  for (const definition of resourceDefinitions) {
    const { group, version } = definition;
    const key = `${group}/${version}`;
    if (!found.has(key)) found.set(key, { group, version, resources: [] });
    found.get(key)!.resources.push(definition);
  }
  for (const entry of found.values()) entry.resources.sort((a, b) => (a.plural < b.plural ? -1 : 1));
  all = [...found.values()];
  return all;
}

/** No custom resources: what every function here takes when a cluster has none, so that all such clusters share its answer. */
export const NO_GROUP_VERSIONS: readonly GroupVersion[] = Object.freeze([]);

/** `v1`, `apps/v1`. */
export function versionText({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
