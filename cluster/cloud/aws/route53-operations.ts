import { type HostedZone, ZoneError } from '../zone/hosted-zone.ts';
import type { PublicZones } from '../zone/public-zones.ts';
import { isBelow, type ZoneRecord, zoneName } from '../zone/zone-record.ts';
import { awsError } from './api-error.ts';
import type { AwsOperations } from './operations.ts';
import { readRecordSet } from './record-set.ts';

const CHANGES_MAX = 1_000;
const HIDDEN = 'service';

/** Route 53, API version 2013-04-01. Zones of the provider's own services are not the account's. */
export function route53Operations(zones: PublicZones, nowMs: () => number): AwsOperations {
  const own = () => zones.list().filter(({ owner }) => owner !== HIDDEN);
  let changes = 0;
  const zoneOf = (operation: string, id: unknown): HostedZone => {
    const wanted = String(id ?? '').replace(/^\/?hostedzone\//, '');
    const zone = own().find((each) => each.id === wanted);
    if (!zone) throw awsError('NoSuchHostedZone', operation, `No hosted zone found with ID: ${wanted}`);
    return zone;
  };
  return {
    ListHostedZones: () => ({ HostedZones: own().map(describe) }),
    ListHostedZonesByName: ({ DNSName }) => {
      const from = typeof DNSName === 'string' ? zoneName(DNSName) : '';
      const found = own().filter(({ name }) => from === '' || name === from || isBelow(from, name));
      return { HostedZones: found.map(describe), IsTruncated: false, MaxItems: '100' };
    },
    GetHostedZone: ({ Id }) => {
      const zone = zoneOf('GetHostedZone', Id);
      const servers = zone.get(zone.name, 'NS')?.values ?? [];
      return {
        HostedZone: describe(zone),
        DelegationSet: { NameServers: servers.map((name) => name.replace(/\.$/, '')) },
      };
    },
    ListResourceRecordSets: ({ HostedZoneId }) => ({
      ResourceRecordSets: zoneOf('ListResourceRecordSets', HostedZoneId).list().map(recordSet),
    }),
    ChangeResourceRecordSets: ({ HostedZoneId, ChangeBatch }) => {
      const zone = zoneOf('ChangeResourceRecordSets', HostedZoneId);
      applyBatch(zone, ChangeBatch);
      zones.changed();
      changes++;
      return { ChangeInfo: changeInfo(changes, nowMs()) };
    },
    GetChange: ({ Id }) => ({
      ChangeInfo: { ...changeInfo(changes, nowMs()), Id: String(Id ?? ''), Status: 'INSYNC' },
    }),
  };
}

function describe(zone: HostedZone) {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: `${zone.id}-reference`,
    Config: { Comment: zone.comment, PrivateZone: false },
    ResourceRecordSetCount: zone.list().length,
  };
}

/** A wildcard's star is written as an octal escape. */
function recordSet({ name, type, ttl, values = [], alias }: ZoneRecord) {
  const Name = name.replace(/^\*/, '\\052');
  if (!alias) return { Name, Type: type, TTL: ttl, ResourceRecords: values.map((Value) => ({ Value })) };
  const { zoneId, target, evaluateTargetHealth } = alias;
  return {
    Name,
    Type: type,
    AliasTarget: { HostedZoneId: zoneId, DNSName: zoneName(target), EvaluateTargetHealth: evaluateTargetHealth },
  };
}

function changeInfo(number: number, ms: number) {
  const id = `C${(number * 7_919 + 104_729).toString(36).toUpperCase().padStart(13, '0')}`;
  return { Id: `/change/${id}`, Status: 'PENDING', SubmittedAt: new Date(ms).toISOString().replace('Z', '000+00:00') };
}

const OPERATION = 'ChangeResourceRecordSets';

/** All of a batch's changes, or none. */
function applyBatch(zone: HostedZone, batch: unknown): void {
  const { Changes } = (batch ?? {}) as { Changes?: unknown };
  if (!Array.isArray(Changes) || Changes.length === 0) {
    throw awsError(
      'InvalidInput',
      OPERATION,
      'Invalid XML ; cvc-complex-type.2.4.b: The content of element Changes is not complete.',
    );
  }
  if (Changes.length > CHANGES_MAX) {
    throw awsError('InvalidChangeBatch', OPERATION, `Number of records limit of ${CHANGES_MAX} exceeded.`);
  }
  const before = zone.list();
  try {
    for (const change of Changes) applyChange(zone, change);
  } catch (error) {
    zone.replaceAll(before);
    throw error;
  }
}

function applyChange(zone: HostedZone, change: unknown): void {
  const { Action, ResourceRecordSet } = (change ?? {}) as { Action?: unknown; ResourceRecordSet?: unknown };
  const record = readRecordSet(ResourceRecordSet, OPERATION);
  try {
    if (Action === 'CREATE') zone.create(record);
    else if (Action === 'UPSERT') zone.upsert(record);
    else if (Action === 'DELETE') zone.delete(record);
    else
      throw awsError(
        'InvalidInput',
        OPERATION,
        `Value '${String(Action)}' failed to satisfy constraint: Member must satisfy enum value set: [CREATE, DELETE, UPSERT]`,
      );
  } catch (error) {
    if (error instanceof ZoneError) throw refusal(error, record, String(Action).toLowerCase());
    throw error;
  }
}

function refusal({ reason }: ZoneError, { name, type }: ZoneRecord, action: string) {
  const shown = name.replace(/^\*/, '\\052');
  const subject = `[name='${shown}', type='${type}']`;
  const texts: Readonly<Record<ZoneError['reason'], string>> = {
    exists: `[Tried to create resource record set ${subject} but it already exists]`,
    missing: `[Tried to delete resource record set ${subject} but it was not found]`,
    outside: `[RRSet with DNS name ${shown} is not permitted in zone]`,
    conflict: `[RRSet of type ${type} with DNS name ${shown} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists]`,
    full: `[Tried to ${action} resource record set ${subject} but the zone is full]`,
  };
  return awsError('InvalidChangeBatch', OPERATION, texts[reason]);
}
