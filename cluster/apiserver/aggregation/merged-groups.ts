import type { ApiService } from '../../resources/kinds/api-service.ts';
import { typed } from '../../resources/typed.ts';
import { compareVersions } from '../apiextensions/kind/version-order.ts';
import type { ServerState } from '../resource-request.ts';
import { API_SERVICES } from './remote-service.ts';

/** A group and its versions, the preferred one first. */
export interface RegisteredGroup {
  readonly group: string;
  readonly versions: readonly string[];
}

const OWN_GROUP = 'apiregistration.k8s.io';

/** All named groups in the order of discovery, by the priorities of their APIServices (helper.SortedByGroupAndVersion). */
export function registeredGroups({ store }: ServerState): RegisteredGroup[] {
  const entries = store
    .list(API_SERVICES)
    .flatMap((object) => {
      const { spec } = typed<ApiService>(object);
      return spec?.group ? [{ ...spec, group: spec.group, version: spec.version ?? '' }] : [];
    })
    .sort((a, b) => b.groupPriorityMinimum - a.groupPriorityMinimum);
  const groups = new Map<string, typeof entries>([[OWN_GROUP, []]]);
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups].map(([group, versions]) => ({
    group,
    versions:
      group === OWN_GROUP
        ? ['v1']
        : versions
            .sort((a, b) => b.versionPriority - a.versionPriority || compareVersions(b.version, a.version))
            .map(({ version }) => version),
  }));
}

/** `/apis/GROUP`'s content, as an entry of `/apis` has it. */
export function groupEntry({ group, versions }: RegisteredGroup): object {
  const named = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: named, preferredVersion: named[0] };
}
