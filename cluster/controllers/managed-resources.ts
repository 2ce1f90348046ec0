import type { CustomResourceDefinition } from '../client/objects.ts';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../client/resources.ts';
import type { ControllerContext, ManagedResource } from './controller.ts';

/** The same objects as `v1` events; nobody owns them twice. */
const ALIASES = new Set(['events.k8s.io']);

/** Told of every resource that comes; the function it gives is called when that resource goes. */
export type ResourceListener = (resource: ManagedResource) => () => void;

/**
 * Everything that can be listed and deleted: the built-in resources, each in one version, and custom ones while their
 * definitions are established. What discovery tells the real controllers every 30 seconds is told here at once.
 */
export class ManagedResources {
  readonly #informers: ControllerContext['informers'];
  readonly #builtIn: readonly ManagedResource[];
  readonly #custom = new Map<string, { resource: ManagedResource; left: (() => void)[] }>();
  readonly #listeners: ResourceListener[] = [];

  constructor({ informers, resources }: Pick<ControllerContext, 'informers' | 'resources'>) {
    this.#informers = informers;
    this.#builtIn = preferred(resources);
  }

  list(): readonly ManagedResource[] {
    return [...this.#builtIn, ...Array.from(this.#custom.values(), ({ resource }) => resource)];
  }

  find(group: string, kind: string): ManagedResource | undefined {
    return this.list().find((each) => each.group === group && each.kind === kind);
  }

  /** Calls the listener for all resources there are, and for those that come. */
  onAdded(listener: ResourceListener): void {
    for (const resource of this.#builtIn) listener(resource);
    for (const { resource, left } of this.#custom.values()) left.push(listener(resource));
    this.#listeners.push(listener);
    if (this.#listeners.length > 1) return;
    this.#informers.informer(CUSTOM_RESOURCE_DEFINITIONS).onChange((current, previous) => {
      this.#update(current ?? previous, current && resourceOf(current));
    });
  }

  #update(definition: CustomResourceDefinition | undefined, resource: ManagedResource | undefined): void {
    const name = definition?.metadata.name ?? '';
    const known = this.#custom.get(name);
    if (known?.resource.version === resource?.version && known?.resource.kind === resource?.kind) return;
    if (known) {
      for (const leave of known.left) leave();
      this.#custom.delete(name);
    }
    if (resource) {
      this.#custom.set(name, { resource, left: this.#listeners.map((listener) => listener(resource)) });
    }
  }
}

/** Several versions of a resource are the same objects: the newest stable one stands for all. */
function preferred(resources: readonly ManagedResource[]): ManagedResource[] {
  const chosen = new Map<string, ManagedResource>();
  for (const resource of resources) {
    if (ALIASES.has(resource.group)) continue;
    const key = `${resource.group}/${resource.resource}`;
    const other = chosen.get(key);
    if (!other || versionRank(resource.version) > versionRank(other.version)) chosen.set(key, resource);
  }
  return [...chosen.values()];
}

/** k8s.io/apimachinery/pkg/version CompareKubeAwareVersionStrings, for versions as they are used. */
function versionRank(version: string): number {
  const [, major = '0', level = 'stable', minor = '0'] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
  const rank = { alpha: 0, beta: 1, stable: 2 }[level] ?? 0;
  return rank * 10_000 + Number(major) * 100 + Number(minor);
}

function resourceOf({ spec, status }: CustomResourceDefinition): ManagedResource | undefined {
  const established = status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True');
  const served = spec.versions.filter((version) => version.served);
  const version = served.find(({ storage }) => storage) ?? served[0];
  if (!established || !version) return undefined;
  const { plural, kind } = status?.acceptedNames ?? spec.names;
  return { group: spec.group, version: version.name, resource: plural, kind, namespaced: spec.scope === 'Namespaced' };
}
