import { Duration, Timestamp } from './value.ts';

const SECOND = 1_000_000_000n;
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};
const MIN_TIMESTAMP = -62_135_596_800n * SECOND;
const MAX_TIMESTAMP = 253_402_300_799_999_999_999n;
const MAX_DURATION = 2n ** 63n - 1n;

/** RFC 3339, years 1 to 9999; null for anything else. */
export function parseTimestamp(text: string): Timestamp | null {
  const found = RFC3339.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = found;
  const milliseconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const shown = new Date(milliseconds);
  if (Number(year) < 100) shown.setUTCFullYear(Number(year));
  if (shown.getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return null;
  const offset = BigInt(Number(offsetHours) * 60 + Number(offsetMinutes)) * 60n * SECOND * (sign === '-' ? -1n : 1n);
  const nanos = BigInt(shown.getTime()) * 1_000_000n + BigInt(fraction.padEnd(9, '0')) - offset;
  return nanos < MIN_TIMESTAMP || nanos > MAX_TIMESTAMP ? null : new Timestamp(nanos);
}

/** Go's time.ParseDuration: `1h30m`, `-1.5s`, `0`; null for anything else. */
export function parseDuration(text: string): Duration | null {
  const found = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (!found) return null;
  const [, sign, parts = ''] = found;
  let nanos = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of parts.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = UNITS[unit] ?? 0n;
    nanos += BigInt(whole || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
  }
  if (nanos > MAX_DURATION) return null;
  return new Duration(sign === '-' ? -nanos : nanos);
}

/** RFC 3339 in UTC, with as many digits of a second as it takes. */
export function timestampText({ nanos }: Timestamp): string {
  const fraction = ((nanos % SECOND) + SECOND) % SECOND;
  const base = new Date(Number((nanos - fraction) / 1_000_000n)).toISOString().slice(0, 19);
  return `${base}${fraction === 0n ? '' : `.${fraction.toString().padStart(9, '0').replace(/0+$/, '')}`}Z`;
}

/** Seconds, as protobuf's JSON has them: `90s`, `1.5s`. */
export function durationText({ nanos }: Duration): string {
  const magnitude = nanos < 0n ? -nanos : nanos;
  const fraction = magnitude % SECOND;
  const digits = fraction === 0n ? '' : `.${fraction.toString().padStart(9, '0').replace(/0+$/, '')}`;
  return `${nanos < 0n ? '-' : ''}${magnitude / SECOND}${digits}s`;
}
