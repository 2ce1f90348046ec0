import type { InformerFactory } from '../../client/informer-factory.ts';
import type { KubernetesObject, OwnerReference } from '../../machinery/kubernetes-object.ts';
import type { ManagedResource } from '../controller.ts';

export interface GraphNode {
  readonly object: KubernetesObject;
  readonly resource: ManagedResource;
}

const OWNER_INDEX = 'owner';

/** Who owns whom, read from the informers of all resources that can be deleted. Nothing is kept twice. */
export class ObjectGraph {
  readonly #informers: InformerFactory;
  readonly #resources: readonly ManagedResource[];
  readonly #byUid: ((uid: string) => GraphNode[])[];
  readonly #byOwner: ((uid: string) => GraphNode[])[];

  constructor(informers: InformerFactory, resources: readonly ManagedResource[]) {
    this.#informers = informers;
    this.#resources = resources;
    const lookups = resources.map((resource) => {
      const informer = informers.informer<KubernetesObject>(resource);
      const nodes = (objects: KubernetesObject[]) => objects.map((object) => ({ object, resource }));
      const uids = informer.index('uid', ({ metadata }) => (metadata.uid ? [metadata.uid] : []));
      const owners = informer.index(OWNER_INDEX, ({ metadata }) =>
        (metadata.ownerReferences ?? []).map(({ uid }) => uid),
      );
      return { byUid: (uid: string) => nodes(uids(uid)), byOwner: (uid: string) => nodes(owners(uid)) };
    });
    this.#byUid = lookups.map(({ byUid }) => byUid);
    this.#byOwner = lookups.map(({ byOwner }) => byOwner);
  }

  find(uid: string): GraphNode | undefined {
    for (const lookup of this.#byUid) {
      const [node] = lookup(uid);
      if (node) return node;
    }
    return undefined;
  }

  dependents(uid: string): GraphNode[] {
    return this.#byOwner.flatMap((lookup) => lookup(uid));
  }

  /** The owner as it is, looked up in the one resource it can be in. */
  owner(reference: OwnerReference, namespace: string | undefined): KubernetesObject | undefined | 'unknown-kind' {
    const [version = '', group = ''] = reference.apiVersion.split('/').reverse();
    const resource = this.#resources.find(
      (each) => each.kind === reference.kind && each.group === group && each.version === version,
    );
    if (!resource) return 'unknown-kind';
    const key = resource.namespaced ? `${namespace}/${reference.name}` : reference.name;
    const object = this.#informers.informer<KubernetesObject>(resource).get(key);
    return object?.metadata.uid === reference.uid ? object : undefined;
  }
}
