import type { Dial } from '../http/http-options.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import { askService } from './ask-service.ts';
import type { RemoteService } from './remote-service.ts';

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';
const FRESH_MS = 60_000;

/** A version in apidiscovery.k8s.io/v2. */
export type VersionDiscovery = JsonMap & { readonly version: string };

interface Known {
  readonly revision: string;
  readonly time: number;
  readonly document: Promise<VersionDiscovery>;
}

/** What aggregated API servers say that they serve: asked when it is first needed, after a change, and each minute (handler_discovery.go). */
export class RemoteDiscovery {
  readonly #server: ServerState;
  readonly dial: Dial | undefined;
  readonly #known = new Map<string, Known>();

  constructor(server: ServerState, dial: Dial | undefined) {
    this.#server = server;
    this.dial = dial;
  }

  /** Never rejects: who cannot be asked has no resources, and is told as stale. */
  versionOf(remote: RemoteService): Promise<VersionDiscovery> {
    const { name, revision } = remote;
    const before = this.#known.get(name);
    const time = this.#server.clock.now();
    if (before?.revision === revision && time - before.time < FRESH_MS) return before.document;
    const document = this.#ask(remote).then(
      (found) => ({ ...found, freshness: 'Current' }),
      () => ({ version: remote.version, freshness: 'Stale' }),
    );
    this.#known.set(name, { revision, time, document });
    return document;
  }

  /** Forgets those that are no longer there. */
  keep(names: ReadonlySet<string>): void {
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
  }

  async #ask(remote: RemoteService): Promise<VersionDiscovery> {
    const { group, version } = remote;
    const ask = (path: string, accept: string) =>
      askService(this.#server, this.dial, remote, { path, accept, verify: true });
    if (!remote.available) throw new Error('service unavailable');
    const { status, contentType, text } = await ask('/apis', AGGREGATED);
    if (status === 200 && contentType.includes('as=APIGroupDiscoveryList')) {
      const groups = maps(parse(text).items);
      const versions = groups.filter(({ metadata }) => isMap(metadata) && metadata.name === group);
      const found = versions.flatMap((entry) => maps(entry.versions)).find((entry) => entry.version === version);
      return { ...found, version };
    }
    const legacy = await ask(`/apis/${group}/${version}`, 'application/json');
    if (legacy.status !== 200) throw new Error(`failed to download legacy discovery: ${legacy.status}`);
    return { version, resources: aggregatedResources(group, version, maps(parse(legacy.text).resources)) };
  }
}

/** An APIResourceList's entries in the newer form (apiserver/pkg/endpoints ConvertGroupVersionIntoToDiscovery). */
function aggregatedResources(group: string, version: string, resources: readonly JsonMap[]): JsonMap[] {
  const kindOf = (resource: JsonMap) => ({
    group: resource.group || group,
    version: resource.version || version,
    kind: resource.kind,
  });
  return resources
    .filter(({ name }) => !String(name).includes('/'))
    .map((resource) => {
      const below = resources.filter(({ name }) => String(name).startsWith(`${resource.name}/`));
      return {
        resource: resource.name,
        responseKind: kindOf(resource),
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: resource.singularName,
        verbs: resource.verbs,
        ...(resource.shortNames !== undefined && { shortNames: resource.shortNames }),
        ...(resource.categories !== undefined && { categories: resource.categories }),
        ...(below.length > 0 && {
          subresources: below.map((entry) => ({
            subresource: String(entry.name).slice(String(resource.name).length + 1),
            responseKind: kindOf(entry),
            verbs: entry.verbs,
          })),
        }),
      };
    });
}

function parse(text: string): JsonMap {
  const value: unknown = JSON.parse(text);
  return isMap(value) ? value : {};
}

function maps(value: unknown): JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
