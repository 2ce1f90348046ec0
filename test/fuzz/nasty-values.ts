import type { Random } from '../../cluster/machinery/random.ts';

/** Strings at the edges of what names, addresses, quantities, times, expressions and texts may be. */
const STRINGS: readonly string[] = [
  '',
  ' ',
  '-',
  'a',
  'web',
  'fuzz',
  'default',
  'kube-system',
  '\u0000',
  'a\nb',
  'Ünïcödé',
  '\ud800',
  '🐇',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '../..',
  '/',
  '%2e%2e',
  'null',
  'true',
  'NaN',
  '0x10',
  '-1',
  '1e999',
  '00012',
  'a'.repeat(63),
  'a'.repeat(64),
  'a'.repeat(253),
  'a'.repeat(254),
  'x'.repeat(70_000),
  `${'a.'.repeat(120)}a`,
  'example.com/name',
  'example.com/',
  '/name',
  'kubernetes.io/finalizer',
  'system:masters',
  'system:serviceaccount:fuzz:default',
  '10.96.0.1',
  '10.96.0.200',
  '300.1.1.1',
  '010.0.0.1',
  '::1',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  '10.0.0.0/8',
  '10.0.0.0/99',
  '2001:db8::/32',
  '5%',
  '-5%',
  '101%',
  '1',
  '100m',
  '1Gi',
  '-1Gi',
  '1e100',
  '1E-30',
  '9223372036854775808',
  '0.00000000001',
  '1n',
  '1EiEi',
  '2020-01-01T00:00:00Z',
  '2020-13-45T99:99:99Z',
  '2020-02-30T00:00:00.123456789+25:00',
  '0000-00-00T00:00:00Z',
  '* * * * *',
  '*/0 99 L * ?',
  '@every 1ns',
  'TZ=Nowhere/City 1 2 3 4 5',
  '(a+)+$',
  '[',
  '^(?<=x)$',
  '{.spec',
  '$(PATH)$$(',
  'self.metadata.name == "x"',
  'self.all(x, x.all(y, y == x))',
  'has(',
  '1/0 == 1',
  'TCP',
  'UDP',
  'ClusterIP',
  'Always',
  'Retain',
  'Exists',
  'In',
  'Pod',
  'v1',
  'apps/v1',
  'a/b/c',
  'nginx:1.27',
  'nginx@sha256:0',
  'YWJj',
  '!not base64!',
  '-----BEGIN CERTIFICATE-----',
];

const NUMBERS: readonly number[] = [
  0, 1, -1, 2, 80, 65_535, 65_536, 2_147_483_647, 2_147_483_648, -2_147_483_649, 9_007_199_254_740_992, 1e19, 1e308,
  -1e308, 0.5, 1e-300, 30_000, 600,
];

export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[random.integer(values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

export function nastyString(random: Random): string {
  return pick(random, STRINGS);
}

/** As a part of a path or a query. */
export function uriText(text: string): string {
  return encodeURIComponent(Buffer.from(text.slice(0, 3000)).toString());
}

export function nastyNumber(random: Random): number {
  return pick(random, NUMBERS);
}

/** Any JSON value, often one of another type than whoever reads it expects. */
export function nastyValue(random: Random): unknown {
  switch (random.integer(12)) {
    case 0:
      return null;
    case 1:
      return chance(random, 0.5);
    case 2:
    case 3:
      return nastyNumber(random);
    case 4:
      return [];
    case 5:
      return {};
    case 6:
      return Object.fromEntries([[nastyString(random), nastyString(random)]]);
    case 7:
      return Array.from({ length: 1 + random.integer(3) }, () => nastyString(random));
    case 8:
      return chance(random, 0.1) ? nested(random.integer(2_000)) : nested(random.integer(8));
    case 9:
      return chance(random, 0.1) ? Array.from({ length: 2000 }, () => ({ name: 'a' })) : [null, [null]];
    default:
      return nastyString(random);
  }
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
