import { type Clock, sleep } from '../../machinery/clock.ts';
import type { Random } from '../../machinery/random.ts';
import type { LoadBalancers } from '../balancing/load-balancers.ts';
import { ElasticLoadBalancers } from './elastic-load-balancers.ts';
import { otcErrors } from './otc-errors.ts';
import type { EipRecord, ElbRecord, OtcRecords } from './otc-records.ts';
import { type EipOrder, PublicAddresses } from './public-addresses.ts';

/** How long the provider takes at a pace that one can watch. */
const CREATE_ELB_MS = 1_500;
const CREATE_EIP_MS = 1_000;
const DELETE_ELB_MS = 1_500;
const DELETE_EIP_MS = 1_000;
/** From the moment an EIP is bound until the routers of the world know the way. */
const ANNOUNCE_MS = 4_000;
const ELB_QUOTA = 50;

export interface OtcCloudOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly engine: LoadBalancers;
  readonly pace: () => 'real' | 'instant';
}

export type ElbOrder = Omit<ElbRecord, 'id' | 'vip' | 'createdAt'> & { readonly vip?: string };

/** One account of the Open Telekom Cloud: load balancers, public addresses, and the time that they take. */
export class OtcCloud {
  readonly elbs: ElasticLoadBalancers;
  readonly addresses: PublicAddresses;
  readonly #options: OtcCloudOptions;
  readonly #announcements = new Map<string, () => void>();
  readonly #listeners = new Set<() => void>();
  #underWay = 0;

  constructor(options: OtcCloudOptions) {
    this.#options = options;
    this.elbs = new ElasticLoadBalancers(options);
    this.addresses = new PublicAddresses(options);
  }

  async createElb(order: ElbOrder, signal?: AbortSignal): Promise<ElbRecord> {
    if (this.elbs.elbs().length >= ELB_QUOTA) throw otcErrors.noBalancerLeft();
    await this.#take(CREATE_ELB_MS, signal);
    return this.elbs.create({ ...order, createdAt: this.#now() });
  }

  async createEip(order: EipOrder, signal?: AbortSignal): Promise<EipRecord> {
    this.addresses.checkQuota();
    await this.#take(CREATE_EIP_MS, signal);
    return this.addresses.create(order);
  }

  /** The address begins to be announced. */
  bind(eipId: string, elbId: string): void {
    const eip = this.addresses.get(eipId);
    this.elbs.elb(elbId);
    if (eip.elbId !== null) throw otcErrors.isBound(eip.address, eip.elbId);
    const other = this.addresses.of(elbId);
    if (other) throw otcErrors.hasAddress(elbId, other.address);
    this.addresses.lead(eipId, elbId);
    const { engine } = this.#options;
    engine.announce(elbId, this.#delay(ANNOUNCE_MS) === 0);
    engine.bindAddress(elbId, eip.address);
    this.#announceLater(elbId);
  }

  unbind(eipId: string): void {
    const { address, elbId } = this.addresses.get(eipId);
    if (elbId === null) throw otcErrors.isUnbound(address);
    this.#forgetAnnouncement(elbId);
    this.#options.engine.bindAddress(elbId, null);
    this.addresses.lead(eipId, null);
  }

  /** Its EIP stays allocated. `cascade`: with its listeners, otherwise it must have none. */
  async deleteElb(id: string, { cascade = false, signal }: { cascade?: boolean; signal?: AbortSignal } = {}) {
    this.elbs.elb(id);
    const count = this.elbs.listeners(id).length;
    if (count > 0 && !cascade) throw otcErrors.hasListeners(id, count);
    await this.#take(DELETE_ELB_MS, signal);
    if (!this.elbs.find(id)) return;
    const eip = this.addresses.of(id);
    if (eip) this.unbind(eip.id);
    this.elbs.delete(id);
  }

  async releaseEip(id: string, signal?: AbortSignal): Promise<void> {
    const { address, elbId } = this.addresses.get(id);
    if (elbId !== null) throw otcErrors.isBound(address, elbId);
    await this.#take(DELETE_EIP_MS, signal);
    this.addresses.release(id);
  }

  isAnnounced(elbId: string): boolean {
    return this.#options.engine.get(elbId)?.announced ?? false;
  }

  /** True while the provider is at work. */
  busy(): boolean {
    return this.#underWay > 0 || this.#announcements.size > 0;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  records(): OtcRecords {
    const { elbs, addresses } = this;
    return {
      elbs: elbs.elbs(),
      listeners: elbs.listeners(),
      pools: elbs.pools(),
      monitors: elbs.monitors(),
      eips: addresses.list(),
      bandwidths: addresses.bandwidths(),
    };
  }

  /** The engine has been restored before. */
  restore(records: OtcRecords): void {
    this.elbs.restore(records);
    this.addresses.restore(records.eips, records.bandwidths);
    for (const { elbId } of records.eips) if (elbId !== null && !this.isAnnounced(elbId)) this.#announceLater(elbId);
  }

  close(): void {
    for (const cancel of this.#announcements.values()) cancel();
    this.#announcements.clear();
  }

  #announceLater(elbId: string): void {
    if (this.isAnnounced(elbId)) return;
    const { clock, engine } = this.#options;
    const cancel = clock.schedule(this.#delay(ANNOUNCE_MS), () => {
      this.#announcements.delete(elbId);
      engine.announce(elbId, true);
      this.#changed();
    });
    this.#announcements.set(elbId, cancel);
  }

  #forgetAnnouncement(elbId: string): void {
    this.#announcements.get(elbId)?.();
    this.#announcements.delete(elbId);
  }

  async #take(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const delay = this.#delay(ms);
    if (delay === 0) return;
    this.#underWay++;
    try {
      await sleep(this.#options.clock, delay, signal);
    } finally {
      this.#underWay--;
      this.#changed();
    }
  }

  #delay(ms: number): number {
    return this.#options.pace() === 'real' ? ms : 0;
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString().slice(0, 19);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
