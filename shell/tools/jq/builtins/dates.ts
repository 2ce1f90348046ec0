import { formatTime } from '../../../interpreter/time-format.ts';
import { JqError, type Json } from '../json-value.ts';
import type { NativeValue } from './values.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;

/** Year, month from 0, day, hours, minutes, seconds, day of the week, day of the year from 0. */
function brokenDown(timeMs: number): Json {
  const time = new Date(timeMs);
  const year = time.getUTCFullYear();
  const seconds = time.getUTCSeconds() + time.getUTCMilliseconds() / 1000;
  const yearDay = Math.floor((timeMs - Date.UTC(year, 0, 1)) / DAY_MS);
  return [
    year,
    time.getUTCMonth(),
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    seconds,
    time.getUTCDay(),
    yearDay,
  ];
}

function secondsOf(value: Json, name: string): number {
  if (!Array.isArray(value) || value.length < 6 || value.some((part) => typeof part !== 'number')) {
    throw new JqError(
      Array.isArray(value) ? `${name} requires parsed datetime inputs` : `${name} requires array of 6 numbers`,
    );
  }
  const [year = 0, month = 0, day = 1, hours = 0, minutes = 0, seconds = 0] = value.map(Number);
  return Math.floor(Date.UTC(year, month, day, hours, minutes, Math.floor(seconds)) / 1000);
}

function numberOf(value: Json, name: string): number {
  if (typeof value === 'number') return value;
  throw new JqError(`${name}() requires a number`);
}

function formatted(input: Json, format: Json | undefined, name: string): string {
  if (typeof format !== 'string') throw new JqError(`${name}/1 requires a string format`);
  if (typeof input !== 'number' && !Array.isArray(input))
    throw new JqError(`${name}/1 requires parsed datetime inputs`);
  return formatTime(format, (typeof input === 'number' ? Math.floor(input) : secondsOf(input, `${name}/1`)) * 1000);
}

const FIELDS: Readonly<Record<string, string>> = {
  Y: '(?<Y>[0-9]{4})',
  m: '(?<m>[0-9]{1,2})',
  d: '(?<d>[0-9]{1,2})',
  e: ' ?(?<d>[0-9]{1,2})',
  H: '(?<H>[0-9]{1,2})',
  M: '(?<M>[0-9]{1,2})',
  S: '(?<S>[0-9]{1,2})',
  b: '(?<b>[A-Za-z]{3})[a-z]*',
  B: '(?<b>[A-Za-z]{3})[a-z]*',
  h: '(?<b>[A-Za-z]{3})[a-z]*',
  a: '[A-Za-z]+',
  A: '[A-Za-z]+',
  Z: '[A-Za-z]+',
  z: '(?<z>[+-][0-9]{2}:?[0-9]{2}|Z)',
  j: '[0-9]{1,3}',
  s: '(?<s>[0-9]+)',
  n: '\\s+',
  t: '\\s+',
  '%': '%',
};

function parsed(input: Json, format: Json | undefined): Json {
  if (typeof input !== 'string') throw new JqError(`strptime/1 requires string inputs and arguments`);
  if (typeof format !== 'string') throw new JqError(`strptime/1 requires string inputs and arguments`);
  const whole = format
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%D', '%m/%d/%y')
    .replaceAll('%R', '%H:%M');
  const pattern = whole.replace(/%(.)|[\\^$.*+?()[\]{}|]/g, (all, letter: string | undefined) =>
    letter === undefined ? `\\${all}` : (FIELDS[letter] ?? '.*?'),
  );
  const found = new RegExp(`^${pattern}$`).exec(input.slice(0, 200))?.groups;
  if (!found) throw new JqError(`date "${input}" does not match format "${format}"`);
  if (found['s'] !== undefined) return brokenDown(Number(found['s']) * 1000);
  const month = found['b'] === undefined ? Number(found['m'] ?? 1) - 1 : MONTHS.indexOf(found['b'].toLowerCase());
  const part = (name: string, fallback: number) => Number(found[name] ?? fallback);
  return brokenDown(Date.UTC(part('Y', 1900), month, part('d', 1), part('H', 0), part('M', 0), part('S', 0)));
}

const ISO = '%Y-%m-%dT%H:%M:%SZ';

export const DATES: Readonly<Record<string, NativeValue>> = {
  'now/0': (compiler) => compiler.machine.now() / 1000,
  'gmtime/0': (_c, input) => brokenDown(numberOf(input, 'gmtime') * 1000),
  'localtime/0': (_c, input) => brokenDown(numberOf(input, 'localtime') * 1000),
  'mktime/0': (_c, input) => secondsOf(input, 'mktime'),
  'strftime/1': (_c, input, format) => formatted(input, format, 'strftime'),
  'strflocaltime/1': (_c, input, format) => formatted(input, format, 'strflocaltime'),
  'strptime/1': (_c, input, format) => parsed(input, format),
  'todate/0': (_c, input) => formatted(input, ISO, 'strftime'),
  'fromdate/0': (_c, input) => secondsOf(parsed(input, ISO), 'mktime'),
};
