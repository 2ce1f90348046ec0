import type { InformerFactory } from '../../client/informer-factory.ts';
import type { KubernetesObject, OwnerReference } from '../../machinery/kubernetes-object.ts';
import type { ManagedResource } from '../controller.ts';
import type { ManagedResources } from '../managed-resources.ts';

export interface GraphNode {
  readonly object: KubernetesObject;
  readonly resource: ManagedResource;
}

/**
 * Where a reference leads. `unresolvable`: to a kind that nobody serves, or from a cluster-scoped object into a namespace;
 * nothing is decided on such a reference.
 */
export type Owner = KubernetesObject | 'absent' | 'unresolvable';

type Lookup = (value: string) => GraphNode[];

/** Who owns whom, read from the informers of all resources that can be deleted. Nothing is kept twice. */
export class ObjectGraph {
  readonly #informers: InformerFactory;
  readonly #resources: ManagedResources;
  readonly #lookups = new Map<ManagedResource, { byUid: Lookup; byOwner: Lookup }>();

  constructor(informers: InformerFactory, resources: ManagedResources) {
    this.#informers = informers;
    this.#resources = resources;
  }

  add(resource: ManagedResource): void {
    const informer = this.#informers.informer<KubernetesObject>(resource);
    const nodes = (objects: KubernetesObject[]) => objects.map((object) => ({ object, resource }));
    const uids = informer.index('uid', ({ metadata }) => (metadata.uid ? [metadata.uid] : []));
    const owners = informer.index('owner', ({ metadata }) => (metadata.ownerReferences ?? []).map(({ uid }) => uid));
    this.#lookups.set(resource, { byUid: (uid) => nodes(uids(uid)), byOwner: (uid) => nodes(owners(uid)) });
  }

  remove(resource: ManagedResource): void {
    this.#lookups.delete(resource);
  }

  find(uid: string): GraphNode | undefined {
    for (const { byUid } of this.#lookups.values()) {
      const [node] = byUid(uid);
      if (node) return node;
    }
    return undefined;
  }

  dependents(uid: string): GraphNode[] {
    return [...this.#lookups.values()].flatMap(({ byOwner }) => byOwner(uid));
  }

  /** The owner as it is, looked up in the one resource (and the dependent's namespace) it can be in. */
  owner(reference: OwnerReference, namespace: string | undefined): Owner {
    const group = reference.apiVersion.includes('/') ? (reference.apiVersion.split('/')[0] ?? '') : '';
    const resource = this.#resources.find(group, reference.kind);
    if (!resource || (resource.namespaced && !namespace)) return 'unresolvable';
    const informer = this.#informers.informer<KubernetesObject>(resource);
    if (!informer.synced()) return 'unresolvable';
    const object = informer.get(resource.namespaced ? `${namespace}/${reference.name}` : reference.name);
    return object?.metadata.uid === reference.uid ? object : 'absent';
  }
}
