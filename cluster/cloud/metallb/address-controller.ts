import type { Activity } from '../../client/activity.ts';
import { ApiError, type Client } from '../../client/client.ts';
import type { EventRecorder } from '../../client/events.ts';
import type { Service } from '../../client/objects.ts';
import { SERVICES } from '../../client/resources.ts';
import { matchesSelector } from '../../machinery/label-selector.ts';
import { parseAddress } from '../../network/address.ts';
import { AddressAllocator, type AddressPool, AllocationError } from './address-allocator.ts';
import { parseRange } from './address-range.ts';
import { isOurs, type MetallbInputs } from './metallb-inputs.ts';
import { type IpAddressPool, METALLB_NAMESPACE } from './metallb-objects.ts';

const PREFIX = 'metallb.io';
const OLD_PREFIX = 'metallb.universe.tf';
const POOL_ANNOTATION = `${PREFIX}/ip-allocated-from-pool`;

export interface AddressControllerOptions {
  readonly inputs: MetallbInputs;
  readonly client: Client;
  readonly events: EventRecorder;
  readonly activity: Activity;
  readonly log: (line: string) => void;
}

/** MetalLB's controller: gives addresses of pools to Services (controller/service.go, convergeBalancer). */
export class AddressController {
  readonly #options: AddressControllerOptions;
  readonly #allocator = new AddressAllocator();
  /** By Service: what it was refused with, and in which version of it. */
  readonly #refused = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();

  constructor(options: AddressControllerOptions) {
    this.#options = options;
  }

  /** Looks at all Services; those that have an address come first, so that nobody takes it from them. */
  reconcile(): void {
    this.#running = this.#running.then(() => this.#reconcileAll());
    void this.#options.activity.during(this.#running);
  }

  async #reconcileAll(): Promise<void> {
    const { inputs } = this.#options;
    this.#allocator.setPools(this.#pools());
    const services = inputs.services.list();
    const known = new Set(services.map(keyOf));
    for (const key of this.#allocator.keys()) if (!known.has(key)) this.#allocator.unassign(key);
    for (const key of this.#refused.keys()) if (!known.has(key)) this.#refused.delete(key);
    const inOrder = [...services].sort((one, other) => Number(!addressOf(one)) - Number(!addressOf(other)));
    for (const service of inOrder) await this.#converge(service);
  }

  #pools(): AddressPool[] {
    const { inputs } = this.#options;
    return inputs.pools
      .list(METALLB_NAMESPACE)
      .map((pool) => poolOf(pool, inputs))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async #converge(service: Service): Promise<void> {
    const key = keyOf(service);
    if (!isOurs(service) || this.#allocator.isEmpty) {
      this.#allocator.unassign(key);
      return this.#write(service, undefined);
    }
    try {
      const address = this.#keep(service) ?? this.#allocate(service);
      this.#refused.delete(key);
      await this.#write(service, address);
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
      this.#allocator.unassign(key);
      this.#refuse(service, error.message);
      await this.#write(service, undefined);
    }
  }

  /** The address that it has, while its pools and wishes allow it. */
  #keep(service: Service): string | undefined {
    const address = addressOf(service);
    if (address === undefined) return undefined;
    const key = keyOf(service);
    try {
      this.#allocator.assign(key, service, address);
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
      const words = `current IP for "${key}" not allowed by config, will attempt for new IP assignment: ${error.message}`;
      this.#options.events.event(service, 'Normal', 'ClearAssignment', words);
      return undefined;
    }
    const wish = wishOf(service);
    const isStillWanted =
      (wish.pool === undefined || this.#allocator.poolOf(key) === wish.pool) &&
      (wish.address === undefined || wish.address === address);
    if (isStillWanted) return address;
    this.#allocator.unassign(key);
    return undefined;
  }

  #allocate(service: Service): string {
    const key = keyOf(service);
    const wish = wishOf(service);
    const address = this.#chosen(key, service, wish);
    this.#options.log(
      `{"caller":"service.go:206","event":"ipAllocated","ip":["${address}"],"level":"info","msg":"IP address assigned by controller"}`,
    );
    this.#options.events.event(service, 'Normal', 'IPAllocated', `Assigned IP ["${address}"]`);
    return address;
  }

  #chosen(key: string, service: Service, { address, pool }: ReturnType<typeof wishOf>): string {
    if (address === undefined) {
      return pool === undefined
        ? this.#allocator.allocate(key, service)
        : this.#allocator.allocateFrom(key, service, pool);
    }
    this.#allocator.assign(key, service, address);
    if (pool !== undefined && this.#allocator.poolOf(key) !== pool) {
      throw new AllocationError(
        `requested loadBalancer IP(s) ["${address}"] is not compatible with requested address pool ${pool}`,
      );
    }
    return address;
  }

  /** Told once for each version of a Service and each reason. */
  #refuse(service: Service, reason: string): void {
    const key = keyOf(service);
    const told = `${JSON.stringify(service.spec)} ${JSON.stringify(service.metadata.annotations)} ${reason}`;
    if (this.#refused.get(key) === told) return;
    this.#refused.set(key, told);
    const message = `Failed to allocate IP for "${key}": ${reason}`;
    this.#options.events.event(service, 'Warning', 'AllocationFailed', message);
  }

  async #write(service: Service, address: string | undefined): Promise<void> {
    const { metadata } = service;
    const pool = address === undefined ? undefined : this.#allocator.poolOf(keyOf(service));
    const resource = this.#options.client.resource(SERVICES);
    const where = { namespace: metadata.namespace, type: 'merge' } as const;
    try {
      if (metadata.annotations?.[POOL_ANNOTATION] !== pool) {
        const annotations = { [POOL_ANNOTATION]: pool ?? null };
        await resource.patch(metadata.name, { metadata: { annotations } }, where);
      }
      if (addressOf(service) !== address) {
        const loadBalancer = address === undefined ? null : { ingress: [{ ip: address }] };
        await resource.patch(metadata.name, { status: { loadBalancer } }, { ...where, subresource: 'status' });
      }
    } catch (error) {
      // It was deleted or changed meanwhile: the next change brings us here again.
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

function keyOf({ metadata }: Pick<Service, 'metadata'>): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function addressOf({ status }: Service): string | undefined {
  return status?.loadBalancer?.ingress?.[0]?.ip;
}

/** What a Service asks for: an address, a pool. Throws `AllocationError`. */
function wishOf({ metadata, spec }: Service): { readonly address?: string; readonly pool?: string } {
  const annotation = (name: string) =>
    metadata.annotations?.[`${PREFIX}/${name}`] ?? metadata.annotations?.[`${OLD_PREFIX}/${name}`];
  const asked = annotation('loadBalancerIPs');
  const pool = annotation('address-pool');
  if (asked && spec.loadBalancerIP) {
    throw new AllocationError(`service can not have both ${PREFIX}/loadBalancerIPs and svc.Spec.LoadBalancerIP`);
  }
  const address = (asked ?? spec.loadBalancerIP ?? '').trim();
  if (address !== '' && parseAddress(address) === undefined) {
    const where = asked ? `${PREFIX}/loadBalancerIPs` : 'spec.loadBalancerIP';
    throw new AllocationError(`invalid ${where}: ${asked ? JSON.stringify(asked) : `"${address}"`}`);
  }
  return { ...(address !== '' && { address }), ...(pool && { pool }) };
}

function poolOf({ metadata, spec }: IpAddressPool, { namespaces }: MetallbInputs): AddressPool {
  const { serviceAllocation } = spec;
  return {
    name: metadata.name,
    ranges: spec.addresses.flatMap((text) => parseRange(text) ?? []),
    autoAssign: spec.autoAssign ?? true,
    avoidBuggyAddresses: spec.avoidBuggyIPs ?? false,
    pinned: serviceAllocation && {
      priority: serviceAllocation.priority ?? 0,
      matches: (service) => {
        const { namespaces: names = [], namespaceSelectors = [], serviceSelectors = [] } = serviceAllocation;
        const { namespace } = service.metadata;
        const labels = namespaces.get(namespace)?.metadata.labels;
        const inNamespace =
          (names.length === 0 && namespaceSelectors.length === 0) ||
          names.includes(namespace) ||
          namespaceSelectors.some((selector) => matchesSelector(selector, labels));
        const selected =
          serviceSelectors.length === 0 ||
          serviceSelectors.some((selector) => matchesSelector(selector, service.metadata.labels));
        return inNamespace && selected;
      },
    },
  };
}
