import { readFileSync } from 'node:fs';

interface RecordedResource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

interface RecordedList {
  readonly groupVersion: string;
  readonly resources: readonly RecordedResource[];
}

interface Aggregated {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly versions: readonly { readonly version: string }[];
  }[];
}

/** A released API server's discovery, verbs joined by commas: what this server's must equal. */
export interface RecordedDiscovery {
  /** In the order of `/apis`; versions in the order of preference. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** By group version (`v1`, `apps/v1`): APIResourceList's resources. */
  readonly resources: Readonly<Record<string, readonly object[]>>;
}

/** Versions that are served without being asked for: no alpha, no beta. Source: the documents in api/discovery. */
export function recordedDiscovery(folder: string): RecordedDiscovery {
  const read = <T>(name: string): T => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as T;
  const groups: Record<string, string[]> = {};
  const resources: Record<string, object[]> = { v1: compact(read<RecordedList>('api__v1')) };
  for (const { metadata, versions } of read<Aggregated>('aggregated_v2').items) {
    const stable = versions.map(({ version }) => version).filter((version) => /^v\d+$/.test(version));
    if (stable.length === 0) continue;
    groups[metadata.name] = stable;
    for (const version of stable) {
      resources[`${metadata.name}/${version}`] = compact(read<RecordedList>(`apis__${metadata.name}__${version}`));
    }
  }
  return { groups, resources };
}

function compact({ resources }: RecordedList): object[] {
  return resources.map((resource) => ({ ...resource, verbs: resource.verbs.join(',') }));
}
