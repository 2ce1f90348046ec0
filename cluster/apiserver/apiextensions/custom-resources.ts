import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { handle } from '../resource-handler.ts';
import { type ServerState, timestamp } from '../resource-request.ts';
import type { StoredEvent } from '../store/journal.ts';
import { judgeApproval } from './controllers/api-approval.ts';
import { cleanupBegins, cleanupEnds, needsCleanup } from './controllers/finalizer.ts';
import { acceptNames, establish } from './controllers/naming.ts';
import { registerServices } from './controllers/register-services.ts';
import type { CustomRegistry } from './custom-registry.ts';
import { customKinds } from './kind/custom-kind.ts';
import { type CustomResourceDefinition, conditionOf, isConditionTrue } from './kind/custom-resource-definition.ts';

const RESOURCE = 'apiextensions.k8s.io/customresourcedefinitions';
const USER = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

/**
 * One cluster's custom resources: the controllers of apiextensions-apiserver, and what the registry has because of them.
 * Runs within the write that caused it: a definition is established when its creation has been answered.
 */
export class CustomResources {
  readonly #server: ServerState;
  readonly #registry: CustomRegistry;
  /** What each definition is served by: another text, and its kinds are made anew. */
  readonly #served = new Map<string, string>();
  readonly #waiting = new Map<string, () => void>();

  constructor(server: ServerState, registry: CustomRegistry) {
    this.#server = server;
    this.#registry = registry;
    server.store.subscribe(RESOURCE, (event) => this.#changed(event));
  }

  /** After a snapshot was restored. */
  rebuild(): void {
    for (const name of [...this.#served.keys()]) this.#unserve(name);
    const all = this.#all();
    // All at once, so that no version of a group is missed while another's is being registered.
    for (const definition of all) this.#register(definition);
    for (const definition of all) {
      registerServices(this.#server, definition.spec.group, this.#registry.customGroupVersions);
      this.#reconcile(definition);
    }
  }

  #all(): CustomResourceDefinition[] {
    return this.#server.store.list(RESOURCE) as CustomResourceDefinition[];
  }

  #changed({ type, object }: StoredEvent): void {
    const definition = object as CustomResourceDefinition;
    if (type !== 'DELETED') {
      this.#serve(definition);
      this.#reconcile(definition);
      return;
    }
    this.#unserve(definition.metadata.name ?? '');
    // Somebody else in the group may have waited for the names.
    for (const other of this.#all()) if (other.spec.group === definition.spec.group) this.#reconcile(other);
  }

  #serve(definition: CustomResourceDefinition): void {
    if (!isConditionTrue(definition, 'Established')) return this.#unserve(definition.metadata.name ?? '');
    if (!this.#register(definition)) return;
    registerServices(this.#server, definition.spec.group, this.#registry.customGroupVersions);
  }

  /** False when it is served so already, or is not to be served. */
  #register(definition: CustomResourceDefinition): boolean {
    const name = definition.metadata.name ?? '';
    if (!isConditionTrue(definition, 'Established')) return false;
    const { status, metadata } = definition;
    const names = JSON.stringify(status.acceptedNames);
    const served = `${metadata.uid} ${metadata.generation} ${isConditionTrue(definition, 'Terminating')} ${names}`;
    if (this.#served.get(name) === served) return false;
    this.#served.set(name, served);
    this.#registry.set(name, customKinds(definition));
    return true;
  }

  #unserve(name: string): void {
    if (this.#served.delete(name)) {
      this.#registry.set(name, []);
      const group = name.slice(name.indexOf('.') + 1);
      registerServices(this.#server, group, this.#registry.customGroupVersions);
    }
    this.#waiting.get(name)?.();
    this.#waiting.delete(name);
  }

  /** One step; its write brings the next. */
  #reconcile(definition: CustomResourceDefinition): void {
    if (this.#current(definition) !== definition) return;
    const now = timestamp(this.#server.clock.now());
    const others = this.#all().filter(
      (other) => other.spec.group === definition.spec.group && other.metadata.name !== definition.metadata.name,
    );
    for (const step of [
      () => judgeApproval(definition, now),
      () => acceptNames(definition, others, now),
      () => establish(definition, now),
    ]) {
      const next = step();
      if (next !== definition) return this.#write(next);
    }
    if (needsCleanup(definition)) this.#cleanUp(definition);
  }

  #cleanUp(definition: CustomResourceDefinition): void {
    const name = definition.metadata.name ?? '';
    if (this.#waiting.has(name)) return;
    if (conditionOf(definition, 'Terminating')?.reason === 'InstanceDeletionPending') {
      return this.#write(cleanupBegins(definition, this.#server.clock));
    }
    const established = isConditionTrue(definition, 'Established');
    const resource = `${definition.spec.group}/${definition.status.acceptedNames.plural}`;
    const { store } = this.#server;
    const finish = () => {
      const current = this.#current(definition);
      if (!current || !needsCleanup(current) || (established && store.list(resource).length > 0)) return;
      this.#waiting.get(name)?.();
      this.#waiting.delete(name);
      this.#finish(cleanupEnds(current, this.#server.clock, established));
    };
    this.#waiting.set(name, store.subscribe(resource, finish));
    if (established) this.#deleteInstances(definition, resource);
    finish();
  }

  /** By the API, a namespace at a time, so that finalizers and admission have their say. */
  #deleteInstances({ spec, status }: CustomResourceDefinition, resource: string): void {
    const objects = this.#server.store.list(resource);
    const version = spec.versions.find(({ served }) => served)?.name ?? '';
    const root = `/apis/${spec.group}/${version}`;
    for (const namespace of new Set(objects.map(({ metadata }) => metadata.namespace ?? ''))) {
      const scope = namespace === '' ? root : `${root}/namespaces/${namespace}`;
      const path = `${scope}/${status.acceptedNames.plural}`;
      void handle(this.#server, { method: 'DELETE', path, user: USER, userAgent: 'kube-apiserver' }, false);
    }
  }

  #current({ metadata }: KubernetesObject): CustomResourceDefinition | undefined {
    const key = { resource: RESOURCE, namespace: '', name: metadata.name ?? '' };
    return this.#server.store.get(key) as CustomResourceDefinition | undefined;
  }

  #write(definition: CustomResourceDefinition): void {
    this.#server.store.put({ resource: RESOURCE, namespace: '', name: definition.metadata.name ?? '' }, definition);
  }

  /** The definition itself goes when nobody else holds it. */
  #finish(definition: CustomResourceDefinition): void {
    if ((definition.metadata.finalizers ?? []).length > 0) return this.#write(definition);
    this.#server.store.remove({ resource: RESOURCE, namespace: '', name: definition.metadata.name ?? '' });
  }
}
