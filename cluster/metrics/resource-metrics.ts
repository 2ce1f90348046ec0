import type { InformerFactory } from '../client/informer-factory.ts';
import type { Node, Pod } from '../client/objects.ts';
import { NODES, PODS } from '../client/resources.ts';
import { fromTime, toTime } from '../client/timestamps.ts';
import type { Clock } from '../machinery/clock.ts';
import type { RequestRecord } from '../machinery/flow.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { containerUsage, fraction, type Usage } from './container-usage.ts';
import { RequestRates } from './request-rates.ts';

/** metrics-server's --metric-resolution. */
const SCRAPE_MS = 15_000;

/** What a node's own services use. */
const NODE_CPU_NANOS = 60_000_000;
const NODE_CPU_SPREAD_NANOS = 40_000_000;
const NODE_MEMORY_BYTES = 500 * 1024 * 1024;
const NODE_MEMORY_SPREAD_BYTES = 200 * 1024 * 1024;

export interface ResourceMetricsOptions {
  readonly clock: Clock;
  readonly informers: InformerFactory;
  readonly onRequest: (listener: (record: RequestRecord) => void) => () => void;
}

/** What metrics-server knows: the usage of pods and nodes as of the last scrape. Worked out when it is asked for. */
export class ResourceMetrics {
  readonly #clock: Clock;
  readonly #informers: InformerFactory;
  readonly #rates = new RequestRates(SCRAPE_MS);
  readonly stop: () => void;

  constructor({ clock, informers, onRequest }: ResourceMetricsOptions) {
    this.#clock = clock;
    this.#informers = informers;
    informers.informer(PODS);
    informers.informer(NODES);
    this.stop = onRequest((record) => this.#rates.count(record));
  }

  /** PodMetrics of metrics.k8s.io/v1beta1, of all pods that were running at the last scrape. */
  pods(): KubernetesObject[] {
    return this.#informers
      .informer(PODS)
      .list()
      .flatMap((pod) => {
        const containers = this.#containersOf(pod);
        if (containers.length === 0) return [];
        const usages = containers.map(({ name, usage }) => ({ name, usage: quantities(usage) }));
        return [{ ...this.#head('PodMetrics', pod), containers: usages }];
      });
  }

  /** NodeMetrics: what the node's pods use, and its own services. */
  nodes(): KubernetesObject[] {
    const used = new Map<string, Usage>();
    for (const pod of this.#informers.informer(PODS).list()) {
      const node = pod.spec.nodeName ?? '';
      for (const { usage } of this.#containersOf(pod)) used.set(node, sum(used.get(node) ?? NOTHING, usage));
    }
    return this.#informers
      .informer(NODES)
      .list()
      .map((node) => {
        const usage = sum(used.get(node.metadata.name) ?? NOTHING, ownUsage(node.metadata.uid));
        return { ...this.#head('NodeMetrics', node), usage: quantities(usage) };
      });
  }

  #containersOf(pod: Pod): { name: string; usage: Usage }[] {
    const { metadata, spec, status } = pod;
    if (status?.phase !== 'Running') return [];
    const scrapedMs = this.#scrapedMs();
    const host = `pod/${metadata.namespace}/${metadata.name}`;
    const rate = this.#rates.perSecond(host, this.#clock.now());
    return spec.containers.flatMap((container, index) => {
      const running = status.containerStatuses?.find(({ name }) => name === container.name)?.state?.running;
      if (!running?.startedAt || fromTime(running.startedAt) > scrapedMs) return [];
      // The first container is taken to be the one that serves.
      return [{ name: container.name, usage: containerUsage(metadata.uid, container, index === 0 ? rate : 0) }];
    });
  }

  #head(kind: string, { metadata }: Pod | Node) {
    const { name, namespace, labels } = metadata;
    return {
      kind,
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: {
        name,
        ...(namespace ? { namespace } : {}),
        creationTimestamp: toTime(this.#clock.now()),
        ...(labels ? { labels } : {}),
      },
      timestamp: toTime(this.#scrapedMs()),
      window: `${SCRAPE_MS / 1000}s`,
    };
  }

  #scrapedMs(): number {
    return Math.floor(this.#clock.now() / SCRAPE_MS) * SCRAPE_MS;
  }
}

const NOTHING: Usage = { cpuNanos: 0, memoryBytes: 0 };

function ownUsage(uid: string): Usage {
  return {
    cpuNanos: NODE_CPU_NANOS + Math.floor(fraction(`${uid}/cpu`) * NODE_CPU_SPREAD_NANOS),
    memoryBytes: NODE_MEMORY_BYTES + Math.floor(fraction(`${uid}/memory`) * NODE_MEMORY_SPREAD_BYTES),
  };
}

function sum(a: Usage, b: Usage): Usage {
  return { cpuNanos: a.cpuNanos + b.cpuNanos, memoryBytes: a.memoryBytes + b.memoryBytes };
}

/** As metrics-server writes them: nanocores and kibibytes. */
function quantities({ cpuNanos, memoryBytes }: Usage) {
  return { cpu: `${cpuNanos}n`, memory: `${Math.floor(memoryBytes / 1024)}Ki` };
}
