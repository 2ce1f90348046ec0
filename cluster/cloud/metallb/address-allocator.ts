import type { Service } from '../../client/objects.ts';
import { type Address, formatAddress, parseAddress } from '../../network/address.ts';
import { type AddressRange, confusesFirmware, rangeContains } from './address-range.ts';

/** Why no address can be given; the event AllocationFailed ends with it. */
export class AllocationError extends Error {}

export interface AddressPool {
  readonly name: string;
  readonly ranges: readonly AddressRange[];
  readonly autoAssign: boolean;
  readonly avoidBuggyAddresses: boolean;
  /** Chosen for some Services alone; lower numbers first, 0 last. Absent: for all. */
  readonly pinned: { readonly priority: number; matches(service: Service): boolean } | undefined;
}

interface Allocation {
  readonly pool: string;
  readonly address: string;
  /** `TCP/80` */
  readonly ports: readonly string[];
  readonly sharing: string;
  readonly backend: string;
}

/** Who has which address of which pool (MetalLB internal/allocator, IPv4). */
export class AddressAllocator {
  #pools: readonly AddressPool[] = [];
  readonly #allocated = new Map<string, Allocation>();

  /** Allocations of addresses that no pool has any more are forgotten. */
  setPools(pools: readonly AddressPool[]): void {
    this.#pools = pools;
    for (const [key, allocation] of this.#allocated) {
      const pool = this.#poolOf(allocation.address);
      if (pool) this.#allocated.set(key, { ...allocation, pool: pool.name });
      else this.#allocated.delete(key);
    }
  }

  get isEmpty(): boolean {
    return this.#pools.length === 0;
  }

  poolOf(key: string): string | undefined {
    return this.#allocated.get(key)?.pool;
  }

  keys(): string[] {
    return [...this.#allocated.keys()];
  }

  unassign(key: string): void {
    this.#allocated.delete(key);
  }

  /** Throws `AllocationError`. */
  assign(key: string, service: Service, address: string): void {
    const pool = this.#poolOf(address);
    if (!pool) throw new AllocationError(`["${address}"] is not allowed in config`);
    if (pool.pinned && !pool.pinned.matches(service)) {
      throw new AllocationError(`pool ${pool.name} not compatible for ip assignment`);
    }
    const wanted = { pool: pool.name, address, ...demandOf(service) };
    this.#checkSharing(key, wanted);
    this.#allocated.set(key, wanted);
  }

  /** An address of that pool. */
  allocateFrom(key: string, service: Service, poolName: string): string {
    const kept = this.#keep(key, service);
    if (kept !== undefined) return kept;
    const pool = this.#pools.find(({ name }) => name === poolName);
    if (!pool) throw new AllocationError(`unknown pool ${JSON.stringify(poolName)}`);
    const address = this.#freeAddress(key, service, pool);
    // As Go prints an address that is none.
    if (address === undefined) throw new AllocationError('["<nil>"] is not allowed in config');
    this.assign(key, service, address);
    return address;
  }

  /** An address of any pool that gives them without being asked: first of those that are for this Service. */
  allocate(key: string, service: Service): string {
    const kept = this.#keep(key, service);
    if (kept !== undefined) return kept;
    const automatic = this.#pools.filter(({ autoAssign }) => autoAssign);
    const pinned = automatic.filter(({ pinned }) => pinned?.matches(service)).sort(byPriority);
    for (const pool of [...pinned, ...automatic.filter(({ pinned }) => !pinned)]) {
      const address = this.#freeAddress(key, service, pool);
      if (address === undefined) continue;
      this.assign(key, service, address);
      return address;
    }
    throw new AllocationError('no available IPs');
  }

  #keep(key: string, service: Service): string | undefined {
    const before = this.#allocated.get(key);
    if (before) this.assign(key, service, before.address);
    return before?.address;
  }

  #poolOf(text: string): AddressPool | undefined {
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    return this.#pools.find(
      ({ ranges, avoidBuggyAddresses }) =>
        ranges.some((range) => rangeContains(range, address)) && !(avoidBuggyAddresses && confusesFirmware(address)),
    );
  }

  #freeAddress(key: string, service: Service, pool: AddressPool): string | undefined {
    const demand = demandOf(service);
    for (const { first, last } of pool.ranges) {
      for (let address: Address = first; address <= last; address++) {
        if (pool.avoidBuggyAddresses && confusesFirmware(address)) continue;
        const text = formatAddress(address);
        if (this.#sharingProblem(key, { pool: pool.name, address: text, ...demand }) === undefined) return text;
      }
    }
    return undefined;
  }

  #checkSharing(key: string, wanted: Allocation): void {
    const problem = this.#sharingProblem(key, wanted);
    if (problem !== undefined) throw new AllocationError(problem);
  }

  /** Others may have the address too, with the same key and backends and other ports. */
  #sharingProblem(key: string, wanted: Allocation): string | undefined {
    const others = [...this.#allocated].filter(([other, { address }]) => other !== key && address === wanted.address);
    const mayShare = others.every(
      ([, { sharing, backend }]) => sharing !== '' && sharing === wanted.sharing && backend === wanted.backend,
    );
    if (!mayShare) {
      const users = others.map(([other]) => other).join(',');
      return `can't change sharing key for "${key}", address also in use by ${users}`;
    }
    const port = wanted.ports.find((one) => others.some(([, { ports }]) => ports.includes(one)));
    return port === undefined ? undefined : `port ${port} is already in use on "${wanted.address}"`;
  }
}

export const SHARING_ANNOTATION = 'metallb.io/allow-shared-ip';
const OLD_SHARING_ANNOTATION = 'metallb.universe.tf/allow-shared-ip';

function demandOf({ metadata, spec }: Service): Pick<Allocation, 'ports' | 'sharing' | 'backend'> {
  const { annotations = {} } = metadata;
  const selector = Object.entries(spec.selector ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  const isLocal = spec.externalTrafficPolicy === 'Local';
  return {
    ports: (spec.ports ?? []).map(({ protocol = 'TCP', port }) => `${protocol}/${port}`),
    sharing: annotations[SHARING_ANNOTATION] ?? annotations[OLD_SHARING_ANNOTATION] ?? '',
    backend: isLocal ? selector.map(([name, value]) => `${name}=${value}`).join(',') : '',
  };
}

function byPriority(one: AddressPool, other: AddressPool): number {
  const rank = ({ pinned }: AddressPool) => pinned?.priority || Number.POSITIVE_INFINITY;
  const [first, second] = [rank(one), rank(other)];
  return first === second ? 0 : first - second;
}
