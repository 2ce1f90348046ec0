import { isBelow, type ZoneRecord, type ZoneRecordType } from './zone-record.ts';

/** A zone holds at most so many records (Route 53's quota). */
const RECORDS_MAX = 10_000;

export class ZoneError extends Error {
  readonly reason: 'outside' | 'exists' | 'missing' | 'conflict' | 'full';
  constructor(reason: ZoneError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface HostedZoneOptions {
  readonly id: string;
  /** With the dot at its end. */
  readonly name: string;
  readonly comment: string;
  /** `account`: the learner's; `service`: a zone of the provider's own (names of load balancers). */
  readonly owner?: 'account' | 'service';
  readonly nameServers: readonly string[];
  /** The contents of its SOA record. */
  readonly authority: string;
}

const NAME_SERVER_TTL = 172_800;
const AUTHORITY_TTL = 900;

/** One zone of the public DNS and its records. */
export class HostedZone {
  readonly id: string;
  readonly name: string;
  readonly comment: string;
  readonly owner: 'account' | 'service';
  readonly #records = new Map<string, ZoneRecord>();

  constructor({ id, name, comment, owner = 'account', nameServers, authority }: HostedZoneOptions) {
    this.id = id;
    this.name = name;
    this.comment = comment;
    this.owner = owner;
    this.upsert({ name, type: 'NS', ttl: NAME_SERVER_TTL, values: nameServers });
    this.upsert({ name, type: 'SOA', ttl: AUTHORITY_TTL, values: [authority] });
  }

  /** As Route 53 lists them: by name, its labels from the right; then by type. */
  list(): readonly ZoneRecord[] {
    return [...this.#records.values()].sort((a, b) => compare(sortKey(a), sortKey(b)));
  }

  get(name: string, type: ZoneRecordType): ZoneRecord | undefined {
    return this.#records.get(keyOf(name, type));
  }

  create(record: ZoneRecord): void {
    if (this.get(record.name, record.type)) throw new ZoneError('exists', 'it already exists');
    this.upsert(record);
  }

  upsert(record: ZoneRecord): void {
    if (!isBelow(record.name, this.name)) throw new ZoneError('outside', `not permitted in zone ${this.name}`);
    const others = [...this.at(record.name)].filter(({ type }) => type !== record.type);
    if (others.some(({ type }) => type === 'CNAME') || (record.type === 'CNAME' && others.length > 0)) {
      throw new ZoneError('conflict', 'a CNAME stands alone at its name');
    }
    if (this.#records.size >= RECORDS_MAX) throw new ZoneError('full', `at most ${RECORDS_MAX} records`);
    this.#records.set(keyOf(record.name, record.type), record);
  }

  delete(record: Pick<ZoneRecord, 'name' | 'type'>): void {
    if (!this.#records.delete(keyOf(record.name, record.type))) throw new ZoneError('missing', 'it was not found');
  }

  /** Puts back what `list` gave. */
  replaceAll(records: readonly ZoneRecord[]): void {
    this.#records.clear();
    for (const record of records) this.#records.set(keyOf(record.name, record.type), record);
  }

  /** The records of exactly this name. */
  at(name: string): readonly ZoneRecord[] {
    return [...this.#records.values()].filter((record) => record.name === name);
  }

  /**
   * The records that speak for a name: its own, or those of the closest wildcard above it unless a name between them
   * exists (RFC 4592).
   */
  speakingFor(name: string): readonly ZoneRecord[] {
    if (this.#exists(name)) return this.at(name);
    let parent = name;
    while (parent !== this.name) {
      parent = parent.slice(parent.indexOf('.') + 1);
      if (this.#exists(parent)) return this.at(`*.${parent}`);
    }
    return [];
  }

  /** Whether something stands at the name or below it. */
  #exists(name: string): boolean {
    for (const record of this.#records.values()) if (isBelow(record.name, name)) return true;
    return false;
  }
}

function keyOf(name: string, type: string): string {
  return `${name} ${type}`;
}

function sortKey({ name, type }: ZoneRecord): string {
  // The name servers stand first, then the authority, as everywhere by type.
  return `${name.split('.').reverse().join('\0')}\0\0${type}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
