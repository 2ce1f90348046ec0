import type { HostedZone } from './hosted-zone.ts';
import { isBelow, type ZoneRecord, type ZoneRecordType, zoneName } from './zone-record.ts';

/** One answer of the public DNS: records in the order in which a resolver lists them, CNAMEs first. */
export interface ZoneAnswer {
  readonly found: readonly FoundRecord[];
  /** The name exists, whatever types it has. */
  readonly exists: boolean;
  /** The SOA record of the zone that says there is none; absent where no zone of ours holds the name. */
  readonly authority?: FoundRecord;
}

export interface FoundRecord {
  readonly name: string;
  readonly type: ZoneRecordType;
  readonly ttl: number;
  readonly value: string;
}

const LONGEST_CHAIN = 8;
const DEFAULT_TTL = 60;

/** All public zones, and what they say of a name together. */
export class PublicZones {
  readonly #zones = new Map<string, HostedZone>();
  readonly #listeners = new Set<() => void>();

  add(zone: HostedZone): void {
    this.#zones.set(zone.id, zone);
    this.changed();
  }

  list(): readonly HostedZone[] {
    return [...this.#zones.values()];
  }

  get(id: string): HostedZone | undefined {
    return this.#zones.get(id);
  }

  /** The zone that a name belongs to: the one with the longest name. */
  holding(name: string): HostedZone | undefined {
    const holders = this.list().filter((zone) => isBelow(zoneName(name), zone.name));
    return holders.sort((a, b) => b.name.length - a.name.length)[0];
  }

  /** Call it after records were changed. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  resolve(name: string, type: ZoneRecordType | undefined): ZoneAnswer {
    return this.#follow(zoneName(name), type, LONGEST_CHAIN);
  }

  #follow(name: string, type: ZoneRecordType | undefined, links: number): ZoneAnswer {
    const zone = this.holding(name);
    if (!zone || links === 0) return { found: [], exists: false };
    const records = zone.speakingFor(name);
    const own = records
      .filter((record) => record.type === type)
      .flatMap((record) => this.#written(record, name, links));
    if (own.length > 0) return { found: own, exists: true };
    const cname = records.find((record) => record.type === 'CNAME');
    if (cname && type !== undefined && cname.values?.[0]) {
      const target = zoneName(cname.values[0]);
      const rest = this.#follow(target, type, links - 1);
      return { ...rest, found: [...this.#written(cname, name, links), ...rest.found], exists: rest.exists };
    }
    const authority = zone.get(zone.name, 'SOA');
    const exists = records.length > 0 || zone.list().some((record) => isBelow(record.name, name));
    const [soa] = authority ? this.#written(authority, zone.name, links) : [];
    return { found: [], exists, ...(soa && { authority: soa }) };
  }

  /** A record as it is answered for `name`, which a wildcard may have stood for; an alias as its target's addresses. */
  #written({ type, ttl = DEFAULT_TTL, values = [], alias }: ZoneRecord, name: string, links: number): FoundRecord[] {
    if (!alias) return values.map((value) => ({ name, type, ttl, value }));
    const { found } = this.#follow(zoneName(alias.target), type, links - 1);
    return found.filter((record) => record.type === type).map((record) => ({ ...record, name }));
  }
}
