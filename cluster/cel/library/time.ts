import { type CelFunction, define, failure, type Library, noSuchOverload, textOf } from '../function.ts';
import { type CelValue, Duration, Timestamp } from '../value.ts';

const MILLISECOND = 1_000_000n;

/** A moment's calendar in a time zone: `-07:00`, or a name of the tz database; UTC when none is given. */
function calendar(moment: Timestamp, zone: CelValue | undefined): Date {
  const milliseconds = Number(moment.nanos / MILLISECOND);
  if (zone === undefined) return new Date(milliseconds);
  const name = textOf(zone);
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(name);
  if (offset) {
    const minutes = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1);
    return new Date(milliseconds + minutes * 60_000);
  }
  return new Date(milliseconds + zoneOffset(milliseconds, name));
}

function zoneOffset(milliseconds: number, timeZone: string): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    const text = format.formatToParts(milliseconds).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const found = /([+-])(\d\d):(\d\d)/.exec(text);
    if (!found) return 0;
    return (Number(found[2]) * 60 + Number(found[3])) * 60_000 * (found[1] === '-' ? -1 : 1);
  } catch {
    throw failure(`unknown time zone ${timeZone}`);
  }
}

const ofTimestamp = (read: (date: Date) => number): CelFunction =>
  define(['Timestamp.() int', 'Timestamp.(string) int'], ([moment, zone]) => {
    if (!(moment instanceof Timestamp)) throw noSuchOverload();
    return BigInt(read(calendar(moment, zone)));
  });

/** Of a timestamp: what the clock shows; of a duration: how many of them it is. */
const ofBoth = (read: (date: Date) => number, unit: bigint, modulo?: bigint): CelFunction =>
  define(['Timestamp.() int', 'Timestamp.(string) int', 'Duration.() int'], ([moment, zone]) => {
    if (moment instanceof Duration) {
      const count = moment.nanos / unit;
      return modulo ? count % modulo : count;
    }
    if (!(moment instanceof Timestamp)) throw noSuchOverload();
    return BigInt(read(calendar(moment, zone)));
  });

const dayOfYear = (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);

export const timeFunctions: Library = {
  getFullYear: ofTimestamp((date) => date.getUTCFullYear()),
  getMonth: ofTimestamp((date) => date.getUTCMonth()),
  getDate: ofTimestamp((date) => date.getUTCDate()),
  getDayOfMonth: ofTimestamp((date) => date.getUTCDate() - 1),
  getDayOfWeek: ofTimestamp((date) => date.getUTCDay()),
  getDayOfYear: ofTimestamp(dayOfYear),
  getHours: ofBoth((date) => date.getUTCHours(), 3_600_000n * MILLISECOND),
  getMinutes: ofBoth((date) => date.getUTCMinutes(), 60_000n * MILLISECOND),
  getSeconds: ofBoth((date) => date.getUTCSeconds(), 1_000n * MILLISECOND),
  getMilliseconds: ofBoth((date) => date.getUTCMilliseconds(), MILLISECOND, 1_000n),
};
