import type { InformerFactory } from '../../client/informer-factory.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Pod } from '../../client/objects.ts';
import { isPodTerminal } from '../../client/pod-conditions.ts';
import { NAMESPACES, NODES, PODS } from '../../client/resources.ts';
import { type NodeInfo, nodeInfo } from './node-info.ts';
import { priorityOf } from './preemption-victims.ts';
import type { NamespaceLabels } from './scheduling-cycle.ts';

const NO_LABELS = {};

/** Nodes with their pods, counted again only where something has changed (pkg/scheduler/backend/cache). */
export class ClusterState {
  readonly #informers: InformerFactory;
  readonly #podsOn: (node: string) => Pod[];
  readonly #nominatedOn: (node: string) => Pod[];
  readonly #infos = new Map<string, NodeInfo>();
  /** Pods that have a node and wait there for their volumes. */
  readonly #reserved = new Map<string, string>();

  constructor(informers: InformerFactory) {
    this.#informers = informers;
    const pods = informers.informer(PODS);
    this.#podsOn = pods.index('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
    this.#nominatedOn = pods.index('nominated', ({ spec, status }) =>
      status?.nominatedNodeName && !spec.nodeName ? [status.nominatedNodeName] : [],
    );
  }

  /** Keeps what is counted up to date. */
  connect(): void {
    this.#informers.informer(NODES).onChange((current, previous) => {
      this.#infos.delete((current ?? previous)?.metadata.name ?? '');
    });
    this.#informers.informer(PODS).onChange((current, previous) => {
      const pod = current ?? previous;
      if (pod && (!current || current.spec.nodeName || isPodTerminal(current))) this.release(keyOf(pod));
      for (const each of [current, previous]) if (each?.spec.nodeName) this.#infos.delete(each.spec.nodeName);
    });
  }

  nodes(): NodeInfo[] {
    return this.#informers
      .informer(NODES)
      .list()
      .map((node) => {
        const { name } = node.metadata;
        const known = this.#infos.get(name);
        if (known) return known;
        const info = nodeInfo(node, [...this.#podsOn(name), ...this.#reservedOn(name)]);
        this.#infos.set(name, info);
        return info;
      });
  }

  namespaceLabels: NamespaceLabels = (namespace) =>
    this.#informers.informer(NAMESPACES).get(namespace)?.metadata.labels ?? NO_LABELS;

  /** Others of at least this pod's priority that wait for room on a node. */
  nominatedOn(node: string, pod: Pod): Pod[] {
    return this.#nominatedOn(node).filter(
      (other) => other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod),
    );
  }

  reserve(key: string, node: string): void {
    this.#reserved.set(key, node);
    this.#infos.delete(node);
  }

  reservation(key: string): string | undefined {
    return this.#reserved.get(key);
  }

  release(key: string): void {
    const node = this.#reserved.get(key);
    if (node === undefined) return;
    this.#reserved.delete(key);
    this.#infos.delete(node);
  }

  #reservedOn(node: string): Pod[] {
    const pods = this.#informers.informer(PODS);
    return Array.from(this.#reserved).flatMap(([key, name]) => {
      const pod = name === node ? pods.get(key) : undefined;
      return pod && !pod.spec.nodeName ? [pod] : [];
    });
  }
}
