/** Types that a record of ours may have; NS and SOA stand at the zone's top from the start. */
export const ZONE_RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;
export type ZoneRecordType = (typeof ZONE_RECORD_TYPES)[number];

/** All records of one name and type (Route 53: a resource record set). */
export interface ZoneRecord {
  /** Lower case, with the dot at its end; `*.apps.example.com.` stands for all names below. */
  readonly name: string;
  readonly type: ZoneRecordType;
  /** Seconds. An alias has its target's. */
  readonly ttl?: number;
  /** In a zone file's form: `"a text"`, `10 mail.example.com.` */
  readonly values?: readonly string[];
  readonly alias?: Alias;
}

/** Answers with the addresses that the target has at that moment; nobody sees the target's name. */
export interface Alias {
  readonly target: string;
  /** The target's hosted zone, as the provider numbers it. */
  readonly zoneId: string;
  readonly evaluateTargetHealth: boolean;
}

/** `Example.COM` as `example.com.` */
export function zoneName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower : `${lower}.`;
}

export function isBelow(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
