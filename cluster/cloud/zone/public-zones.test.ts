import { beforeEach, expect, test } from 'vitest';
import { HostedZone } from './hosted-zone.ts';
import { PublicZones } from './public-zones.ts';

let zones: PublicZones;
let zone: HostedZone;
const AUTHORITY = 'ns.example. admin.example. 1 7200 900 1209600 86400';

beforeEach(() => {
  zones = new PublicZones();
  const shared = { comment: '', nameServers: ['ns.example.'], authority: AUTHORITY };
  zone = new HostedZone({ id: 'Z1', name: 'cloud.example.', ...shared });
  const names = new HostedZone({ id: 'Z2', name: 'elb.example.', owner: 'service', ...shared });
  names.upsert({ name: 'lb-1.elb.example.', type: 'A', ttl: 60, values: ['198.51.100.7'] });
  zones.add(zone);
  zones.add(names);
  const alias = { target: 'lb-1.elb.example.', zoneId: 'Z2', evaluateTargetHealth: false };
  zone.upsert({ name: '*.apps.cloud.example.', type: 'A', alias });
});

test('an alias is answered with the addresses of its target, under the name that was asked for', () => {
  expect(zones.resolve('console.apps.cloud.example', 'A')).toEqual({
    exists: true,
    found: [{ name: 'console.apps.cloud.example.', type: 'A', ttl: 60, value: '198.51.100.7' }],
  });
});

test('a CNAME is shown and followed', () => {
  zone.create({ name: 'www.cloud.example.', type: 'CNAME', ttl: 30, values: ['x.apps.cloud.example.'] });
  expect(zones.resolve('www.cloud.example', 'A').found).toEqual([
    { name: 'www.cloud.example.', type: 'CNAME', ttl: 30, value: 'x.apps.cloud.example.' },
    { name: 'x.apps.cloud.example.', type: 'A', ttl: 60, value: '198.51.100.7' },
  ]);
});

test('a name that exists hides the wildcard, for other types too', () => {
  zone.create({ name: 'own.apps.cloud.example.', type: 'TXT', ttl: 30, values: ['"text"'] });
  expect(zones.resolve('own.apps.cloud.example', 'A')).toMatchObject({ exists: true, found: [] });
  expect(zones.resolve('deep.own.apps.cloud.example', 'A')).toMatchObject({ exists: false, found: [] });
});

test('what is not there is denied by the zone that holds the name', () => {
  const answer = zones.resolve('nobody.cloud.example', 'A');
  expect(answer).toMatchObject({ exists: false, found: [], authority: { name: 'cloud.example.', value: AUTHORITY } });
});

test('names of others, second records and CNAMEs beside others are refused', () => {
  const record = { type: 'A', ttl: 30, values: ['198.51.100.1'] } as const;
  expect(() => zone.create({ name: 'a.other.example.', ...record })).toThrow('not permitted in zone cloud.example.');
  zone.create({ name: 'a.cloud.example.', ...record });
  expect(() => zone.create({ name: 'a.cloud.example.', ...record })).toThrow('it already exists');
  expect(() => zone.create({ name: 'a.cloud.example.', type: 'CNAME', ttl: 1, values: ['b.'] })).toThrow(
    'stands alone',
  );
});
