import type { Zone } from './zoned-time.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;

/** A moment of a zone: the calendar fields are the UTC fields of `wall`. */
interface Moment {
  readonly ms: number;
  readonly nanoseconds: number;
  readonly wall: Date;
  readonly offset: number;
  readonly zone: Zone;
}

interface Field {
  readonly value: number | string;
  readonly width?: number;
  /** What a number is filled up with. */
  readonly fill?: '0' | ' ';
}

const number = (value: number, width: number, fill: '0' | ' ' = '0'): Field => ({ value, width, fill });
const text = (value: string): Field => ({ value });

/** A conversion made of others. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%+4Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  h: '%b',
};

const dayOfYear = ({ wall }: Moment): number =>
  Math.floor((Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()) - yearStart(wall)) / DAY_MS);
const yearStart = (wall: Date): number => Date.UTC(wall.getUTCFullYear(), 0, 1);

/** ISO 8601's week and its year: the week with the year's first Thursday is the first. */
function isoWeek({ wall }: Moment): { year: number; week: number } {
  const day = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate());
  const thursday = new Date(day + (4 - (wall.getUTCDay() || 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) };
}

const CONVERSIONS: Readonly<Record<string, (moment: Moment) => Field>> = {
  a: ({ wall }) => text(DAYS[wall.getUTCDay()]!.slice(0, 3)),
  A: ({ wall }) => text(DAYS[wall.getUTCDay()]!),
  b: ({ wall }) => text(MONTHS[wall.getUTCMonth()]!.slice(0, 3)),
  B: ({ wall }) => text(MONTHS[wall.getUTCMonth()]!),
  C: ({ wall }) => number(Math.floor(wall.getUTCFullYear() / 100), 2),
  d: ({ wall }) => number(wall.getUTCDate(), 2),
  e: ({ wall }) => number(wall.getUTCDate(), 2, ' '),
  g: (moment) => number(isoWeek(moment).year % 100, 2),
  G: (moment) => number(isoWeek(moment).year, 4),
  H: ({ wall }) => number(wall.getUTCHours(), 2),
  I: ({ wall }) => number(wall.getUTCHours() % 12 || 12, 2),
  j: (moment) => number(dayOfYear(moment) + 1, 3),
  k: ({ wall }) => number(wall.getUTCHours(), 2, ' '),
  l: ({ wall }) => number(wall.getUTCHours() % 12 || 12, 2, ' '),
  m: ({ wall }) => number(wall.getUTCMonth() + 1, 2),
  M: ({ wall }) => number(wall.getUTCMinutes(), 2),
  n: () => text('\n'),
  N: ({ nanoseconds }) => number(nanoseconds, 9),
  p: ({ wall }) => text(wall.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: ({ wall }) => text(wall.getUTCHours() < 12 ? 'am' : 'pm'),
  q: ({ wall }) => number(Math.floor(wall.getUTCMonth() / 3) + 1, 1),
  s: ({ ms }) => number(Math.floor(ms / 1000), 1),
  S: ({ wall }) => number(wall.getUTCSeconds(), 2),
  t: () => text('\t'),
  u: ({ wall }) => number(wall.getUTCDay() || 7, 1),
  U: (moment) => number(Math.floor((dayOfYear(moment) + 7 - moment.wall.getUTCDay()) / 7), 2),
  V: (moment) => number(isoWeek(moment).week, 2),
  w: ({ wall }) => number(wall.getUTCDay(), 1),
  W: (moment) => number(Math.floor((dayOfYear(moment) + 7 - ((moment.wall.getUTCDay() + 6) % 7)) / 7), 2),
  y: ({ wall }) => number(((wall.getUTCFullYear() % 100) + 100) % 100, 2),
  Y: ({ wall }) => number(wall.getUTCFullYear(), 4),
  Z: ({ zone, ms }) => text(zone.abbreviation(ms)),
  '%': () => text('%'),
};

export interface StrftimeOptions {
  readonly zone: Zone;
  /** What the moment has beyond its milliseconds. */
  readonly nanoseconds?: number;
}

/** strftime(3) in the C locale with GNU date's flags (`-_0^#+`), widths, %N and %:z. */
export function strftime(format: string, ms: number, { zone, nanoseconds }: StrftimeOptions): string {
  const offset = zone.offsetSeconds(ms);
  const own = nanoseconds ?? (((Math.floor(ms) % 1000) + 1000) % 1000) * 1_000_000;
  return convert(format, { ms, nanoseconds: own, wall: new Date(ms + offset * 1000), offset, zone });
}

/** Wider than anybody asks for. */
const WIDEST = 4096;

function convert(format: string, moment: Moment): string {
  return format.replace(
    /%([-_0^#+]*)(\d*)[EO]?(:{0,3}z|[A-Za-z%])/g,
    (all, flags: string, digits: string, letter: string) => {
      const width = digits === '' ? undefined : Math.min(Number(digits), WIDEST);
      const composed = COMPOSED[letter];
      if (composed !== undefined) return finished(convert(composed, moment), flags, width, ' ', undefined, letter);
      if (letter.endsWith('z')) return zoneField(moment.offset, letter.length - 1, flags, width);
      const conversion = CONVERSIONS[letter];
      if (!conversion) return all;
      const field = conversion(moment);
      if (typeof field.value === 'string') return finished(field.value, flags, width, ' ', undefined, letter);
      if (letter === 'N') return fraction(field.value, width);
      return finished(String(Math.abs(field.value)), flags, width, field.fill ?? '0', field, letter);
    },
  );
}

function finished(
  value: string,
  flags: string,
  width: number | undefined,
  fill: '0' | ' ',
  field: Field | undefined,
  letter: string,
): string {
  let shown = value;
  if (flags.includes('^')) shown = shown.toUpperCase();
  if (flags.includes('#')) shown = letter === 'p' || letter === 'Z' ? shown.toLowerCase() : shown.toUpperCase();
  const padding = /[-_0+]/g.test(flags) ? flags.replace(/[^-_0+]/g, '').at(-1) : undefined;
  const sign = typeof field?.value === 'number' && field.value < 0 ? '-' : '';
  if (padding === '-' && width === undefined) return sign + shown;
  const filler = padding === '_' ? ' ' : padding === '0' || padding === '+' ? '0' : fill;
  const wanted = width ?? field?.width ?? 0;
  if (padding === '-') return sign + shown;
  return filler === '0' ? sign + shown.padStart(wanted - sign.length, '0') : (sign + shown).padStart(wanted, ' ');
}

/** %N is cut off where other numbers are filled up. */
function fraction(nanoseconds: number, width: number | undefined): string {
  const digits = String(nanoseconds).padStart(9, '0');
  return width === undefined ? digits : width <= 9 ? digits.slice(0, width) : digits.padEnd(width, '0');
}

/** %z, %:z, %::z, %:::z */
function zoneField(offset: number, colons: number, flags: string, width: number | undefined): string {
  const sign = offset < 0 ? '-' : '+';
  const total = Math.abs(offset);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  const rest =
    colons === 0
      ? two(minutes)
      : colons === 1
        ? `:${two(minutes)}`
        : colons === 2
          ? `:${two(minutes)}:${two(seconds)}`
          : `${minutes || seconds ? `:${two(minutes)}` : ''}${seconds ? `:${two(seconds)}` : ''}`;
  const text = `${flags.includes('-') ? hours : two(hours)}${rest}`;
  const wanted = (width ?? 0) - 1;
  return flags.includes('_') ? `${sign}${text}`.padStart(wanted + 1, ' ') : sign + text.padStart(wanted, '0');
}
