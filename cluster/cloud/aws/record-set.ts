import { ZONE_RECORD_TYPES, type ZoneRecord, zoneName } from '../zone/zone-record.ts';
import { awsError } from './api-error.ts';

const LONGEST_TTL = 2_147_483_647;
const VALUES_MAX = 400;

/** A ResourceRecordSet of a change batch. */
export function readRecordSet(value: unknown, operation: string): ZoneRecord {
  const refuse = (message: string) => awsError('InvalidInput', operation, message);
  if (typeof value !== 'object' || value === null) throw refuse('Missing field ResourceRecordSet');
  const set: Readonly<Record<string, unknown>> = { ...value };
  const name = set['Name'];
  const type = ZONE_RECORD_TYPES.find((known) => known === set['Type']);
  if (typeof name !== 'string' || name === '') throw refuse('Missing field Name in ResourceRecordSet');
  if (!type) throw refuse(`Invalid resource type: ${String(set['Type'])}`);
  const record = { name: zoneName(name.replace(/^\\052/, '*')), type };
  const alias = set['AliasTarget'];
  if (typeof alias === 'object' && alias !== null) {
    const { DNSName, HostedZoneId, EvaluateTargetHealth } = alias as Readonly<Record<string, unknown>>;
    if (typeof DNSName !== 'string') throw refuse('Missing field DNSName in AliasTarget');
    const target = zoneName(DNSName.replace(/^dualstack\./, ''));
    const evaluateTargetHealth = EvaluateTargetHealth === true;
    return { ...record, alias: { target, zoneId: String(HostedZoneId ?? ''), evaluateTargetHealth } };
  }
  const { TTL, ResourceRecords } = set;
  if (typeof TTL !== 'number' || !Number.isInteger(TTL) || TTL < 0 || TTL > LONGEST_TTL) {
    throw refuse(`Missing or invalid field TTL in ResourceRecordSet with Name='${name}'`);
  }
  if (!Array.isArray(ResourceRecords) || ResourceRecords.length === 0 || ResourceRecords.length > VALUES_MAX) {
    throw refuse(`Missing field ResourceRecords in ResourceRecordSet with Name='${name}'`);
  }
  return { ...record, ttl: TTL, values: ResourceRecords.map((each: unknown) => contents(each)) };
}

function contents(record: unknown): string {
  const { Value } = (record ?? {}) as { Value?: unknown };
  return String(Value ?? '');
}
