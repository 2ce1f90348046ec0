import type { Clock } from '../machinery/clock.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { Random } from '../machinery/random.ts';
import type { FieldError } from '../resources/field-error.ts';
import type { StrategyContext } from '../resources/resource-definition.ts';
import { NumberAllocator } from './allocator.ts';
import { isMap } from './json.ts';

export const SERVICE_RANGE = '10.96.0.0/12';
/** 10.96.0.0; usable are the addresses after it up to the one before the broadcast address. */
const RANGE_BASE = 0x0a_60_00_00;
const RANGE_SIZE = 2 ** 20;
/** min(max(16, size/16), 256) addresses are given out last (ipallocator.calculateRangeOffset). */
const STATIC_ADDRESSES = 256;
export const NODE_PORT_FIRST = 30_000;
const NODE_PORT_SIZE = 2768;
/** min(max(16, size/32), 128) ports are given out last (portallocator.calculateRangeOffset). */
const STATIC_PORTS = 86;

export interface AllocationContext extends StrategyContext {
  /**
   * Makes the request's allocations and releases real. Without it nothing happened. False, and nothing happened: another
   * request has taken the same meanwhile.
   */
  commit(): boolean;
}

export interface ContextOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly user: { readonly name: string; readonly groups: readonly string[] };
  readonly dryRun: boolean;
}

/** ClusterIPs and node ports in use. What a request takes is held apart until it has been stored. */
export class ServiceAllocators {
  readonly #addresses = new NumberAllocator(RANGE_BASE + 1, RANGE_SIZE - 2, STATIC_ADDRESSES);
  readonly #ports = new NumberAllocator(NODE_PORT_FIRST, NODE_PORT_SIZE, STATIC_PORTS);

  context(options: ContextOptions): AllocationContext {
    return new RequestAllocations(options, this.#addresses, this.#ports);
  }

  /** After a restore: what the stored Services hold. */
  rebuild(services: readonly KubernetesObject[]): void {
    this.#addresses.clear();
    this.#ports.clear();
    for (const service of services) {
      const spec = isMap(service.spec) ? service.spec : {};
      for (const address of Array.isArray(spec.clusterIPs) ? spec.clusterIPs : []) {
        const value = typeof address === 'string' ? parseAddress(address) : null;
        if (value !== null) this.#addresses.take(value);
      }
      const ports = Array.isArray(spec.ports) ? spec.ports.filter(isMap).map((port) => port.nodePort) : [];
      for (const port of [...ports, spec.healthCheckNodePort]) {
        if (typeof port === 'number' && port > 0) this.#ports.take(port);
      }
    }
  }
}

/** What one request takes and gives back. Every write has one; few take anything. */
class RequestAllocations implements AllocationContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly user: ContextOptions['user'];
  readonly dryRun: boolean;
  readonly #allAddresses: NumberAllocator;
  readonly #allPorts: NumberAllocator;
  #addresses: Holding | undefined;
  #ports: Holding | undefined;

  constructor({ clock, random, user, dryRun }: ContextOptions, addresses: NumberAllocator, ports: NumberAllocator) {
    this.clock = clock;
    this.random = random;
    this.user = user;
    this.dryRun = dryRun;
    this.#allAddresses = addresses;
    this.#allPorts = ports;
  }

  get #heldAddresses(): Holding {
    this.#addresses ??= new Holding(this.#allAddresses, this.random);
    return this.#addresses;
  }

  get #heldPorts(): Holding {
    this.#ports ??= new Holding(this.#allPorts, this.random);
    return this.#ports;
  }

  allocateClusterIp(wanted?: string): string {
    return allocateAddress(this.#heldAddresses, wanted);
  }

  releaseClusterIp(address: string): void {
    const value = parseAddress(address);
    if (value !== null) this.#heldAddresses.release(value);
  }

  allocateNodePort(wanted?: number): number {
    return allocatePort(this.#heldPorts, wanted);
  }

  releaseNodePort(port: number): void {
    this.#heldPorts.release(port);
  }

  commit(): boolean {
    if (this.dryRun) return true;
    if (this.#addresses?.isStillFree() === false || this.#ports?.isStillFree() === false) return false;
    this.#addresses?.commit();
    this.#ports?.commit();
    return true;
  }
}

/** One request's view of an allocator. */
class Holding {
  readonly allocator: NumberAllocator;
  readonly #random: Random;
  readonly #taken = new Set<number>();
  readonly #released = new Set<number>();

  constructor(allocator: NumberAllocator, random: Random) {
    this.allocator = allocator;
    this.#random = random;
  }

  isFree(value: number): boolean {
    return !this.#taken.has(value) && (!this.allocator.has(value) || this.#released.has(value));
  }

  take(value: number): void {
    this.#taken.add(value);
  }

  pick(): number | null {
    return this.allocator.pick(this.#random, (value) => this.#taken.has(value));
  }

  release(value: number): void {
    if (!this.#taken.delete(value)) this.#released.add(value);
  }

  isStillFree(): boolean {
    for (const value of this.#taken) if (this.allocator.has(value) && !this.#released.has(value)) return false;
    return true;
  }

  commit(): void {
    for (const value of this.#released) this.allocator.release(value);
    for (const value of this.#taken) this.allocator.take(value);
  }
}

function allocateAddress(held: Holding, wanted?: string): string {
  if (wanted === undefined) {
    const value = held.pick();
    if (value === null)
      throw fieldError('InternalError', 'spec.clusterIPs', undefined, 'failed to allocate a serviceIP: range is full');
    held.take(value);
    return formatAddress(value);
  }
  const refuse = (why: string) =>
    fieldError('FieldValueInvalid', 'spec.clusterIPs', [wanted], `failed to allocate IP ${wanted}: ${why}`);
  const value = parseAddress(wanted);
  if (value === null || !held.allocator.contains(value)) {
    throw refuse('the provided network does not match the current range');
  }
  if (!held.isFree(value)) throw refuse('provided IP is already allocated');
  held.take(value);
  return wanted;
}

function allocatePort(held: Holding, wanted?: number): number {
  if (wanted === undefined) {
    const value = held.pick();
    if (value === null)
      throw fieldError('InternalError', 'spec.ports', undefined, 'failed to allocate a nodePort: range is full');
    held.take(value);
    return value;
  }
  if (!held.allocator.contains(wanted)) {
    const last = NODE_PORT_FIRST + NODE_PORT_SIZE - 1;
    throw fieldError(
      'FieldValueInvalid',
      'spec.ports[0].nodePort',
      wanted,
      `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_FIRST}-${last}`,
    );
  }
  if (!held.isFree(wanted)) {
    throw fieldError('FieldValueInvalid', 'spec.ports[0].nodePort', wanted, 'provided port is already allocated');
  }
  held.take(wanted);
  return wanted;
}

function fieldError(type: FieldError['type'], field: string, badValue: unknown, detail: string): FieldError {
  return { type, field, badValue, detail };
}

function parseAddress(text: string): number | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!found) return null;
  const octets = found.slice(1).map(Number);
  if (octets.some((octet) => octet > 255)) return null;
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((bits) => (value >>> bits) & 255).join('.');
}
