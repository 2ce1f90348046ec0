import type { Activity } from '../../client/activity.ts';
import type { Client } from '../../client/client.ts';
import type { EventRecorder } from '../../client/events.ts';
import type { InformerFactory } from '../../client/informer-factory.ts';
import { keyOf } from '../../client/object-cache.ts';
import type { Node, Service } from '../../client/objects.ts';
import { NODES, SERVICES } from '../../client/resources.ts';
import { WorkQueue } from '../../client/work-queue.ts';
import type { Clock } from '../../machinery/clock.ts';
import { type CloudProvider, CloudProviderError } from './cloud-provider.ts';
import { ControllerLog, type LogLine } from './controller-log.ts';
import { eligibleNodes, isIncluded, sameNodes } from './eligible-nodes.ts';
import { LoadBalancerSync } from './load-balancer-sync.ts';
import { needsCleanup, needsUpdate, wantsLoadBalancer } from './service-demand.ts';

/** What waits behind a slow cloud is not due: the worker counts itself, and not while it waits for time. */
const UNCOUNTED = { enter: () => {}, leave: () => {} };
const RETRY = { baseMs: 5_000, maxMs: 300_000 };
/** Services that need cleaning up are looked at again with every resync of the informer. */
const RESYNC_MS = 30_000;

export interface ServiceControllerOptions {
  readonly provider: CloudProvider;
  readonly client: Client;
  readonly informers: InformerFactory;
  /** Of the source `service-controller`. */
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: LogLine;
  /** Told of errors that are neither the cloud's nor the API's. */
  readonly onError: (error: unknown) => void;
}

/** Keeps a cloud's load balancers as Services of type LoadBalancer ask for (cloud-provider controllers/service). Returns the stop function. */
export function startServiceController(options: ServiceControllerOptions): () => void {
  return new ServiceController(options).start();
}

class ServiceController {
  readonly #options: ServiceControllerOptions;
  readonly #queue: WorkQueue;
  readonly #sync: LoadBalancerSync;
  readonly #log: ControllerLog;
  /** Services that have (or had) a load balancer, as they were last seen. */
  readonly #known = new Map<string, Service>();
  readonly #syncedNodes = new Map<string, readonly Node[]>();
  #running = false;
  #nodesChanged = false;
  #stopped = false;

  constructor(options: ServiceControllerOptions) {
    this.#options = options;
    this.#queue = new WorkQueue(options.clock, UNCOUNTED, RETRY);
    this.#log = new ControllerLog(options.clock, options.log);
    this.#sync = new LoadBalancerSync({ ...options, log: this.#log, events: this.#log.telling(options.events) });
  }

  start(): () => void {
    const { informers } = this.#options;
    this.#log.info('controller.go:234', 'Starting service controller');
    this.#queue.onReady = () => this.#wake();
    const stops = [
      informers.informer(SERVICES).onChange((current, previous) => this.#serviceChanged(current, previous)),
      informers.informer(NODES).onChange((current, previous) => this.#nodeChanged(current, previous)),
    ];
    return () => {
      this.#stopped = true;
      for (const stop of stops) stop();
      this.#queue.close();
      this.#log.info('controller.go:245', 'Shutting down service controller');
    };
  }

  #serviceChanged(current: Service | undefined, previous: Service | undefined): void {
    // Deletion is handled when the deletionTimestamp appears: the finalizer keeps the Service until then.
    if (!current) return;
    const { provider } = this.#options;
    const wroteBack = (name: string, value: string) => provider.wroteBack?.(current, name, value) ?? false;
    const due = previous ? needsUpdate(previous, current, wroteBack) : wantsLoadBalancer(current);
    if (due || needsCleanup(current)) this.#queue.add(keyOf(current));
  }

  #nodeChanged(current: Node | undefined, previous: Node | undefined): void {
    if (current && previous) {
      const same = isIncluded(current) === isIncluded(previous) && current.spec.providerID === previous.spec.providerID;
      if (same) return;
    }
    this.#nodesChanged = true;
    this.#wake();
  }

  /** One thing at a time, as with --concurrent-service-syncs=1. */
  #wake(): void {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    const work = this.#work().catch((error: unknown) => {
      this.#running = false;
      this.#options.onError(error);
    });
    void this.#options.activity.during(work);
  }

  async #work(): Promise<void> {
    // A turn of the event loop later, so that a burst of changes counts once.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.#stopped) {
      if (this.#nodesChanged) {
        this.#nodesChanged = false;
        await this.#updateNodes();
      }
      const key = this.#queue.take();
      if (key === undefined) break;
      await this.#process(key);
    }
    this.#running = false;
    if (this.#nodesChanged || this.#queue.length > 0) this.#wake();
  }

  async #process(key: string): Promise<void> {
    try {
      await this.#syncService(key);
      this.#queue.forget(key);
    } catch (error) {
      if (this.#stopped) return;
      if (!(error instanceof CloudProviderError)) throw error;
      this.#retry(key, error);
    } finally {
      this.#queue.done(key);
    }
  }

  #retry(key: string, error: CloudProviderError): void {
    const { retryAfterMs, message } = error;
    if (retryAfterMs !== undefined) {
      const what = `error processing service ${key} (retrying in ${retryAfterMs / 1000}s): ${message}`;
      this.#log.say('W', 'controller.go:304', what);
      this.#queue.addAfter(key, retryAfterMs);
      return;
    }
    this.#log.unhandled(`error processing service ${key} (retrying with exponential backoff): ${message}`);
    this.#queue.addRateLimited(key);
    const service = this.#options.informers.informer(SERVICES).get(key);
    if (service && needsCleanup(service)) this.#queue.addAfter(key, RESYNC_MS);
  }

  async #syncService(key: string): Promise<void> {
    const service = this.#options.informers.informer(SERVICES).get(key);
    if (!service) {
      this.#known.delete(key);
      return;
    }
    this.#known.set(key, service);
    const nodes = this.#eligibleNodes();
    this.#syncedNodes.set(key, nodes);
    const outcome = await this.#sync.sync(service, nodes);
    if (outcome === 'ensured') return;
    this.#known.delete(key);
    this.#syncedNodes.delete(key);
  }

  async #updateNodes(): Promise<void> {
    this.#log.info('controller.go:687', 'Syncing backends for all LB services.');
    const nodes = this.#eligibleNodes();
    let updated = 0;
    for (const [key, service] of this.#known) {
      const before = eligibleNodes(this.#syncedNodes.get(key) ?? []);
      this.#syncedNodes.set(key, nodes);
      const done = sameNodes(before, nodes) || (await this.#sync.updateNodes(service, nodes));
      if (done) updated++;
      else this.#queue.add(key);
    }
    const counts = `${updated} out of ${this.#known.size} load balancers`;
    this.#log.info('controller.go:691', `Successfully updated ${counts} to direct traffic to the updated set of nodes`);
  }

  #eligibleNodes(): Node[] {
    return eligibleNodes(this.#options.informers.informer(NODES).list());
  }
}
