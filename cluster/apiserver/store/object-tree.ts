import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { getOrAdd } from './get-or-add.ts';
import type { ObjectKey } from './object-key.ts';

/** Objects by resource, namespace and name. Copies are shallow: the objects are shared. */
export class ObjectTree {
  readonly #resources = new Map<string, Map<string, NamedObjects>>();

  get(key: ObjectKey): KubernetesObject | undefined {
    return this.#resources.get(key.resource)?.get(key.namespace)?.get(key.name);
  }

  set(key: ObjectKey, object: KubernetesObject): void {
    const namespaces = getOrAdd(this.#resources, key.resource, () => new Map<string, NamedObjects>());
    getOrAdd(namespaces, key.namespace, () => new NamedObjects()).set(key.name, object);
  }

  delete(key: ObjectKey): void {
    const namespaces = this.#resources.get(key.resource);
    const objects = namespaces?.get(key.namespace);
    if (!namespaces || !objects) return;
    objects.delete(key.name);
    if (objects.size === 0) namespaces.delete(key.namespace);
  }

  /** In key order (namespace, then name), as etcd lists. No namespace: all of them. */
  list(resource: string, namespace?: string): KubernetesObject[] {
    const namespaces = this.#resources.get(resource);
    if (!namespaces) return [];
    if (namespace !== undefined) return namespaces.get(namespace)?.sorted() ?? [];
    if (namespaces.size === 1) for (const objects of namespaces.values()) return objects.sorted();
    return [...namespaces.keys()].sort(byCodeUnits).flatMap((name) => namespaces.get(name)!.sorted());
  }

  resources(): string[] {
    return [...this.#resources.keys()];
  }

  /** Resources that have objects in this namespace. */
  resourcesIn(namespace: string): string[] {
    return [...this.#resources].filter(([, namespaces]) => namespaces.has(namespace)).map(([resource]) => resource);
  }

  copy(): ObjectTree {
    const tree = new ObjectTree();
    for (const [resource, namespaces] of this.#resources) {
      tree.#resources.set(resource, new Map([...namespaces].map(([name, objects]) => [name, objects.copy()])));
    }
    return tree;
  }
}

/** The objects of one resource in one namespace; their order is kept until one comes or goes. */
class NamedObjects {
  readonly #objects: Map<string, KubernetesObject>;
  #names: readonly string[] | undefined;

  constructor(objects: Map<string, KubernetesObject> = new Map()) {
    this.#objects = objects;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(name: string): KubernetesObject | undefined {
    return this.#objects.get(name);
  }

  set(name: string, object: KubernetesObject): void {
    if (!this.#objects.has(name)) this.#names = undefined;
    this.#objects.set(name, object);
  }

  delete(name: string): void {
    this.#objects.delete(name);
    this.#names = undefined;
  }

  sorted(): KubernetesObject[] {
    this.#names ??= [...this.#objects.keys()].sort(byCodeUnits);
    return this.#names.map((name) => this.#objects.get(name)!);
  }

  copy(): NamedObjects {
    const copy = new NamedObjects(new Map(this.#objects));
    copy.#names = this.#names;
    return copy;
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
