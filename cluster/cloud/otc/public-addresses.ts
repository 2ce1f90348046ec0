import type { Clock } from '../../machinery/clock.ts';
import type { Random } from '../../machinery/random.ts';
import { otcErrors } from './otc-errors.ts';
import type { BandwidthRecord, EipRecord } from './otc-records.ts';

/** The provider's network, 138.124.232.0/24: what it gives out of it. */
const NETWORK = '138.124.232';
const FIRST = 10;
const LAST = 250;
/** EIPs of one account. */
const QUOTA = 20;

export interface EipOrder {
  readonly type: string;
  readonly bandwidthName: string;
  readonly bandwidthSize: number;
  readonly chargeMode: BandwidthRecord['chargeMode'];
}

/** The account's elastic IPs, each with its bandwidth. Refusals are `CloudError`s. */
export class PublicAddresses {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #eips = new Map<string, EipRecord>();
  readonly #bandwidths = new Map<string, BandwidthRecord>();

  constructor({ clock, random }: { clock: Clock; random: Random }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** In the order they were made. */
  list(): readonly EipRecord[] {
    return [...this.#eips.values()];
  }

  bandwidths(): readonly BandwidthRecord[] {
    return [...this.#bandwidths.values()];
  }

  get(id: string): EipRecord {
    const eip = this.#eips.get(id);
    if (!eip) throw otcErrors.noSuch('EIP', id);
    return eip;
  }

  bandwidth(id: string): BandwidthRecord {
    const bandwidth = this.#bandwidths.get(id);
    if (!bandwidth) throw otcErrors.noSuch('Bandwidth', id);
    return bandwidth;
  }

  of(elbId: string): EipRecord | undefined {
    return this.list().find((eip) => eip.elbId === elbId);
  }

  /** Throws when no further one may be had. */
  checkQuota(): void {
    if (this.#eips.size >= QUOTA) throw otcErrors.noAddressLeft();
  }

  create({ type, bandwidthName, bandwidthSize, chargeMode }: EipOrder): EipRecord {
    this.checkQuota();
    const address = this.#freeAddress();
    const bandwidth: BandwidthRecord = {
      id: this.#random.uuid(),
      name: bandwidthName,
      size: bandwidthSize,
      shareType: 'PER',
      chargeMode,
    };
    const createdAt = new Date(this.#clock.now()).toISOString().slice(0, 19);
    const eip = { id: this.#random.uuid(), address, type, bandwidthId: bandwidth.id, elbId: null, createdAt };
    this.#bandwidths.set(bandwidth.id, bandwidth);
    this.#eips.set(eip.id, eip);
    return eip;
  }

  /** Where it leads; null: nowhere. */
  lead(id: string, elbId: string | null): void {
    this.#eips.set(id, { ...this.get(id), elbId });
  }

  /** It is nobody's afterwards, and its bandwidth is gone. */
  release(id: string): void {
    const { address, elbId, bandwidthId } = this.get(id);
    if (elbId !== null) throw otcErrors.isBound(address, elbId);
    this.#eips.delete(id);
    this.#bandwidths.delete(bandwidthId);
  }

  resize(id: string, size: number): void {
    if (!Number.isInteger(size) || size < 1 || size > 2000) throw otcErrors.badField('size', '1 to 2000 Mbit/s');
    this.#bandwidths.set(id, { ...this.bandwidth(id), size });
  }

  restore(eips: readonly EipRecord[], bandwidths: readonly BandwidthRecord[]): void {
    for (const eip of eips) this.#eips.set(eip.id, eip);
    for (const bandwidth of bandwidths) this.#bandwidths.set(bandwidth.id, bandwidth);
  }

  #freeAddress(): string {
    const taken = new Set(this.list().map(({ address }) => address));
    const free: string[] = [];
    for (let last = FIRST; last <= LAST; last++) {
      const address = `${NETWORK}.${last}`;
      if (!taken.has(address)) free.push(address);
    }
    const address = free[this.#random.integer(free.length)];
    if (!address) throw otcErrors.noAddressLeft();
    return address;
  }
}
