import { isTimeZone, type WallTime, wallTime } from './time-zone.ts';

/** When something is due again and again. */
export interface CronSchedule {
  /** The first due time after `afterMs`; undefined when there is none within five years. */
  next(afterMs: number): number | undefined;
}

interface Field {
  readonly values: ReadonlySet<number>;
  /** `*` or `?` without a step: for days it makes the other field decide alone. */
  readonly isAny: boolean;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTES: Bounds = { min: 0, max: 59 };
const HOURS: Bounds = { min: 0, max: 23 };
const DAYS: Bounds = { min: 1, max: 31 };
const MONTHS: Bounds = { min: 1, max: 12, names: MONTH_NAMES };
const WEEKDAYS: Bounds = { min: 0, max: 6, names: DAY_NAMES };

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const EVERY = '@every ';
const UNIT_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 };
const MINUTE_MS = 60_000;
const YEARS = 5;

/**
 * Five fields, a descriptor (`@daily`) or `@every 90s`, `TZ=Europe/Paris ` in front of it if need be. Throws with the
 * words of github.com/robfig/cron's ParseStandard, which Kubernetes reads schedules with.
 */
export function parseCronSchedule(text: string): CronSchedule {
  if (text === '') throw new Error('empty spec string');
  const zoned = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/s.exec(text);
  const timeZone = zoned?.[1] || 'UTC';
  if (!isTimeZone(timeZone)) throw new Error(`provided bad location ${timeZone}: unknown time zone ${timeZone}`);
  const spec = (zoned?.[2] ?? text).trim();
  if (spec.startsWith(EVERY)) return everySchedule(spec);
  if (spec.startsWith('@') && !DESCRIPTORS[spec]) throw new Error(`unrecognized descriptor: ${spec}`);
  const parts = (DESCRIPTORS[spec] ?? spec).split(/\s+/).filter(Boolean);
  const [minute, hour, day, month, weekday] = parts;
  if (!minute || !hour || !day || !month || !weekday || parts.length > 5) {
    throw new Error(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`);
  }
  const fields: Fields = [
    parseField(minute, MINUTES),
    parseField(hour, HOURS),
    parseField(day, DAYS),
    parseField(month, MONTHS),
    parseField(weekday, WEEKDAYS),
  ];
  return { next: (afterMs) => nextMatch(fields, timeZone, afterMs) };
}

type Fields = readonly [minute: Field, hour: Field, day: Field, month: Field, weekday: Field];

function everySchedule(spec: string): CronSchedule {
  const text = spec.slice(EVERY.length);
  const units = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  if (text === '' || units.map(([match]) => match).join('') !== text.replace(/^[+-]/, '')) {
    throw new Error(`failed to parse duration ${spec}: time: invalid duration ${JSON.stringify(text)}`);
  }
  const ms = units.reduce((sum, [, number, unit]) => sum + Number(number) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  const delayMs = Math.max(1_000, Math.floor(ms / 1_000) * 1_000);
  return { next: (afterMs) => Math.floor(afterMs / 1_000) * 1_000 + delayMs };
}

function parseField(text: string, bounds: Bounds): Field {
  const values = new Set<number>();
  let isAny = false;
  for (const range of text.split(',').filter(Boolean)) {
    const { start, end, step } = parseRange(range, bounds);
    if (/^[*?]/.test(range) && step === 1) isAny = true;
    for (let value = start; value <= end; value += step) values.add(value);
  }
  return { values, isAny };
}

function parseRange(text: string, { min, max, names }: Bounds): { start: number; end: number; step: number } {
  const [range = '', stepText, ...moreSlashes] = text.split('/');
  const [low = '', high, ...moreHyphens] = range.split('-');
  const isAny = low === '*' || low === '?';
  const start = isAny ? min : parseNumber(low, names, min);
  let end = isAny ? max : start;
  if (!isAny && moreHyphens.length > 0) throw new Error(`too many hyphens: ${text}`);
  if (!isAny && high !== undefined) end = parseNumber(high, names, min);
  if (moreSlashes.length > 0) throw new Error(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText, undefined, 0);
  if (stepText !== undefined && high === undefined) end = max;
  if (start < min) throw new Error(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) throw new Error(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) throw new Error(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new Error(`step of range should be a positive number: ${text}`);
  return { start, end, step };
}

function parseNumber(text: string, names: readonly string[] | undefined, first: number): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + first;
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (value < 0) throw new Error(`negative number (${value}) not allowed: ${text}`);
  return value;
}

/** Goes ahead by days, hours and minutes of the zone's wall clock, so that an hour that is skipped never matches. */
function nextMatch(fields: Fields, timeZone: string, afterMs: number): number | undefined {
  const [minute, hour] = fields;
  let time = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
  const lastYear = wallTime(time, timeZone).year + YEARS;
  for (;;) {
    const wall = wallTime(time, timeZone);
    if (wall.year > lastYear) return undefined;
    if (!matchesDay(fields, wall)) time = nextMidnight(time, wall, timeZone);
    else if (!hour.values.has(wall.hour)) time += (60 - wall.minute) * MINUTE_MS;
    else if (!minute.values.has(wall.minute)) time += MINUTE_MS;
    else return time;
  }
}

function matchesDay([, , day, month, weekday]: Fields, wall: WallTime): boolean {
  if (!month.values.has(wall.month)) return false;
  const matchesDayOfMonth = day.values.has(wall.day);
  const matchesWeekday = weekday.values.has(wall.weekday);
  if (day.isAny || weekday.isAny) return matchesDayOfMonth && matchesWeekday;
  return matchesDayOfMonth || matchesWeekday;
}

/** The next day's begin, or a moment before it where the day has 25 hours. */
function nextMidnight(time: number, { hour, minute, day }: WallTime, timeZone: string): number {
  const later = time + ((24 - hour) * 60 - minute) * MINUTE_MS;
  const wall = wallTime(later, timeZone);
  return wall.day === day ? later : later - wall.hour * 60 * MINUTE_MS;
}
