import { ApiError, type Client } from '../../client/client.ts';
import type { EventRecorder } from '../../client/events.ts';
import type { Node, Service } from '../../client/objects.ts';
import { type CloudProvider, CloudProviderError } from './cloud-provider.ts';
import type { ControllerLog } from './controller-log.ts';
import { addFinalizer, patchStatus, removeFinalizer } from './patch-service.ts';
import { needsCleanup, wantsLoadBalancer } from './service-demand.ts';

const NO_NODES = 'There are no available nodes for LoadBalancer';
const NODES_TOLD = 20;

export interface SyncOptions {
  readonly provider: CloudProvider;
  readonly client: Client;
  readonly events: EventRecorder;
  readonly log: ControllerLog;
}

/** What the service controller does for one Service (syncLoadBalancerIfNeeded), with its events and log lines. */
export class LoadBalancerSync {
  readonly #options: SyncOptions;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** `deleted`: there is nothing left to look after. Throws after the event that tells of it. */
  async sync(service: Service, nodes: readonly Node[]): Promise<'ensured' | 'deleted' | 'skipped'> {
    const cleanup = !wantsLoadBalancer(service) || needsCleanup(service);
    const { provider, log, events } = this.#options;
    const reason = cleanup ? undefined : provider.skips?.(service);
    if (reason !== undefined) {
      log.say('W', 'service.go:212', `service ${keyOf(service)}: ${reason}`);
      return 'skipped';
    }
    try {
      if (cleanup) await this.#cleanUp(service);
      else await this.#ensure(service, nodes);
    } catch (error) {
      if (!(error instanceof CloudProviderError)) throw error;
      events.event(service, 'Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: ${error.message}`);
      throw error;
    }
    return cleanup ? 'deleted' : 'ensured';
  }

  async #ensure(service: Service, nodes: readonly Node[]): Promise<void> {
    const { provider, client, events, log } = this.#options;
    log.info('controller.go:402', `Ensuring load balancer for service ${keyOf(service)}`);
    events.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    await wrapped('failed to add load balancer cleanup finalizer', addFinalizer(client, service));
    if (nodes.length === 0) events.event(service, 'Warning', 'UnAvailableLoadBalancer', NO_NODES);
    const status = await wrapped('failed to ensure load balancer', provider.ensure(service, nodes));
    events.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
    await wrapped('failed to update load balancer status', patchStatus(client, service, status));
  }

  async #cleanUp(service: Service): Promise<void> {
    const { provider, client, events, log } = this.#options;
    const status = await wrapped('failed to check if load balancer exists before cleanup', provider.get(service));
    if (status) {
      log.info('controller.go:384', `Deleting existing load balancer for service ${keyOf(service)}`);
      events.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
      await wrapped('failed to delete load balancer', provider.delete(service));
    }
    await wrapped('failed to remove load balancer cleanup finalizer', removeFinalizer(client, service));
    events.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
    await wrapped('failed to update load balancer status', patchStatus(client, service, {}));
  }

  /** Tells the provider of other nodes. False: it failed, and the Service is to be synced again. */
  async updateNodes(service: Service, nodes: readonly Node[]): Promise<boolean> {
    const { provider, events, log } = this.#options;
    const names = loggedNames(nodes);
    const what = `with ${nodes.length} nodes: ${names}`;
    log.info('controller.go:782', `Updating backends for load balancer ${keyOf(service)} ${what}`);
    try {
      await provider.update(service, nodes);
    } catch (error) {
      if (!(error instanceof CloudProviderError)) throw error;
      if (!(await provider.get(service))) return true;
      const limits = `[node names limited, total number of nodes: ${nodes.length}], error: ${error.message}`;
      const message = `Error updating load balancer with new hosts ${names} ${limits}`;
      events.event(service, 'Warning', 'UpdateLoadBalancerFailed', message);
      log.unhandled(`failed to update load balancer hosts for service ${keyOf(service)}: ${error.message}`);
      return false;
    }
    if (nodes.length === 0) events.event(service, 'Warning', 'UnAvailableLoadBalancer', NO_NODES);
    else events.event(service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
    return true;
  }
}

function keyOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** As Go prints a list, the first twenty alone. */
function loggedNames(nodes: readonly Node[]): string {
  const names = nodes.slice(0, NODES_TOLD).map(({ metadata }) => metadata.name);
  if (nodes.length > NODES_TOLD) names.push(`<${nodes.length - NODES_TOLD} more>`);
  return `[${names.join(' ')}]`;
}

/** The step's words before the cause; the cause keeps its wish about when to try again. */
async function wrapped<T>(step: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CloudProviderError)
      throw new CloudProviderError(`${step}: ${error.message}`, error.retryAfterMs);
    if (error instanceof ApiError) throw new CloudProviderError(`${step}: ${error.message}`);
    throw error;
  }
}
