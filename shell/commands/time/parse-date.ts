import { monthOf, ORDINALS, RELATIVE_DAYS, type Unit, unitOf, weekdayOf, ZONES } from './date-words.ts';
import { UTC_ZONE, type Zone, zoneOf } from './zoned-time.ts';

/** A moment that a text names: milliseconds, and the nanoseconds of its second where the text has more digits. */
export interface ParsedDate {
  readonly ms: number;
  readonly nanoseconds?: number;
}

interface State {
  date?: readonly [year: number, month: number, day: number];
  time?: readonly [hour: number, minute: number, second: number];
  nanoseconds?: number;
  /** Seconds ahead of UTC. */
  offset?: number;
  weekday?: readonly [day: number, ordinal: number];
  readonly relative: Record<Unit, number>;
  isRelative: boolean;
  /** The date was given without a year. */
  yearless?: boolean;
}

/** A text that stands for a part of a date; what it matched is taken away. False: it is not that after all. */
type Rule = readonly [RegExp, (found: RegExpExecArray, state: State, now: WallNow) => boolean | undefined];

interface WallNow {
  readonly year: number;
}

const LONGEST_TEXT = 1000;

const number = (text: string | undefined): number => Number(text ?? 0);
const fullYear = (text: string): number =>
  text.length > 2 ? Number(text) : Number(text) + (Number(text) < 69 ? 2000 : 1900);

function setDate(state: State, year: number, month: number, day: number): boolean {
  if (state.date || month < 1 || month > 12 || day < 1 || day > 31) return false;
  state.date = [year, month, day];
  return true;
}

function setTime(state: State, hour: number, minute: number, second: number, fraction = ''): boolean {
  if (state.time || hour > 23 || minute > 59 || second > 59) return false;
  state.time = [hour, minute, second];
  if (fraction !== '') state.nanoseconds = Number(fraction.padEnd(9, '0').slice(0, 9));
  return true;
}

function setOffset(state: State, sign: string, hours: string, minutes: string | undefined): boolean {
  if (state.offset !== undefined) return false;
  const [h, m] = hours.length > 2 ? [hours.slice(0, -2), hours.slice(-2)] : [hours, minutes];
  if (number(h) > 24 || number(m) > 59) return false;
  state.offset = (sign === '-' ? -1 : 1) * (number(h) * 3600 + number(m) * 60);
  return true;
}

const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?`;

/** `Jan 20 10:00:00 UTC 2024`: the year stands last. */
function lateYear(state: State, digits: string): boolean {
  if (!state.date || !state.yearless || (!state.time && digits.length < 3)) return false;
  state.date = [fullYear(digits), state.date[1], state.date[2]];
  state.yearless = false;
  return true;
}

function setYearless(state: State, given: string | undefined): true {
  state.yearless = given === undefined;
  return true;
}

const RULES: readonly Rule[] = [
  [/^(\d{1,4})(?![\d:])/, ([, digits], state) => lateYear(state, digits!)],
  [/^\s+|^,/, () => true],
  [/^\([^()]*\)/, () => true],
  [
    /^(\d{4,})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|(?!\d))/,
    ([, y, m, d], state) => setDate(state, number(y), number(m), number(d)),
  ],
  [
    /^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,}))?(?![\d/])/,
    ([, m, d, y], state, now) => setDate(state, y === undefined ? now.year : fullYear(y), number(m), number(d)),
  ],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/, ([, y, m, d], state) => setDate(state, number(y), number(m), number(d))],
  [
    new RegExp(`^${TIME}\\s*([ap])\\.?m\\.?(?![a-z])`),
    ([, h, m, s, f, half], state) =>
      number(h) >= 1 &&
      number(h) <= 12 &&
      setTime(state, (number(h) % 12) + (half === 'p' ? 12 : 0), number(m), number(s), f),
  ],
  [
    /^(\d{1,2})\s*([ap])\.?m\.?(?![a-z])/,
    ([, h, half], state) =>
      number(h) >= 1 && number(h) <= 12 && setTime(state, (number(h) % 12) + (half === 'p' ? 12 : 0), 0, 0),
  ],
  [
    new RegExp(`^${TIME}\\s*([+-])(\\d{1,2})(?::?(\\d{2}))?(?!\\d)`),
    ([, h, m, s, f, sign = '+', oh = '0', om], state) =>
      setTime(state, number(h), number(m), number(s), f) && setOffset(state, sign, oh, om),
  ],
  [new RegExp(`^${TIME}`), ([, h, m, s, f], state) => setTime(state, number(h), number(m), number(s), f)],
  [
    /^([a-z]{3,9})\.?\s+(\d{1,2})(?:\s*,\s*(\d{2,})|\s+(\d{4})(?![\d:]))?(?![\d:])/,
    ([, name, d, y, z], state, now) => {
      const month = monthOf(name!);
      const year = y ?? z;
      return (
        month !== undefined &&
        setDate(state, year === undefined ? now.year : fullYear(year), month + 1, number(d)) &&
        setYearless(state, year)
      );
    },
  ],
  [
    /^(\d{1,2})[\s-]*([a-z]{3,9})\.?(?:[\s-]*(\d{2,})(?![\d:]))?/,
    ([, d, name, y], state, now) => {
      const month = monthOf(name!);
      return (
        month !== undefined &&
        setDate(state, y === undefined ? now.year : fullYear(y), month + 1, number(d)) &&
        setYearless(state, y)
      );
    },
  ],
  [
    /^([+-]?)\s*(\d+)\s*([a-z]+)(\s+ago\b)?/,
    ([, sign, count, word, ago], state) =>
      addUnits(state, (sign === '-' ? -1 : 1) * number(count) * (ago ? -1 : 1), word!),
  ],
  [
    /^([a-z]+)\s+([a-z]+)(\s+ago\b)?/,
    ([, ordinal, word, ago], state) => {
      const times = ORDINALS[ordinal!];
      if (times === undefined) return false;
      const day = weekdayOf(word!);
      if (day === undefined) return addUnits(state, ago ? -times : times, word!);
      state.weekday = [day, times];
      return true;
    },
  ],
  [/^(utc|gmt|ut)([+-])(\d{1,2})(?::?(\d{2}))?/, ([, , sign, h, m], state) => setOffset(state, sign!, h!, m)],
  [/^([a-z]+)\.?(\s+ago\b)?/, ([, word, ago], state) => namedWord(state, word!, ago !== undefined)],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, ([, y, m, d], state) => setDate(state, number(y), number(m), number(d))],
  [
    /^(\d{2})(\d{2})(?!\d)/,
    ([, h, m], state, now) =>
      state.time && state.date ? false : setTime(state, number(h), number(m), 0) || now.year < 0,
  ],
  [/^(\d{1,2})(?!\d)/, ([, h], state) => setTime(state, number(h), 0, 0)],
  [
    /^([+-])(\d{1,4})(?::?(\d{2}))?(?!\d)/,
    ([, sign, h, m], state) => state.time !== undefined && setOffset(state, sign!, h!, m),
  ],
];

function addUnits(state: State, times: number, word: string): boolean {
  const unit = unitOf(word);
  if (!unit) return false;
  state.relative[unit[0]] += times * unit[1];
  state.isRelative = true;
  return true;
}

function namedWord(state: State, word: string, ago: boolean): boolean {
  const days = RELATIVE_DAYS[word];
  if (days !== undefined) {
    state.relative.day += days;
    state.isRelative = true;
    return true;
  }
  const day = weekdayOf(word);
  if (day !== undefined) {
    state.weekday = [day, 0];
    return true;
  }
  const zone = ZONES[word];
  if (zone !== undefined && state.offset === undefined) {
    state.offset = zone * 3600;
    return true;
  }
  return addUnits(state, ago ? -1 : 1, word);
}

/** What GNU date understands of a text; null for what it does not. `nowMs` is what relative words are counted from. */
export function parseDate(source: string, nowMs: number, defaultZone: Zone): ParsedDate | null {
  if (source.length > LONGEST_TEXT) return null;
  let text = source.trim();
  let zone = defaultZone;
  const named = /^TZ="([^"]*)"\s*/.exec(text);
  if (named) {
    zone = zoneOf(named[1]);
    text = text.slice(named[0].length);
  }
  const seconds = /^@([+-]?\d{1,15})(?:[.,](\d+))?$/.exec(text);
  if (seconds) {
    const nanoseconds = Number((seconds[2] ?? '').padEnd(9, '0').slice(0, 9));
    return { ms: Number(seconds[1]) * 1000 + Math.floor(nanoseconds / 1e6), nanoseconds };
  }
  const state: State = { relative: { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }, isRelative: false };
  const now = { year: new Date(nowMs + zone.offsetSeconds(nowMs) * 1000).getUTCFullYear() };
  let rest = text.toLowerCase();
  while (rest !== '') {
    const length = takeOne(rest, state, now);
    if (length === 0) return null;
    rest = rest.slice(length);
  }
  return momentOf(state, nowMs, zone);
}

function takeOne(rest: string, state: State, now: WallNow): number {
  for (const [pattern, apply] of RULES) {
    const found = pattern.exec(rest);
    if (found && apply(found, state, now)) return found[0].length;
  }
  return 0;
}

function momentOf(state: State, nowMs: number, zone: Zone): ParsedDate | null {
  const wall = new Date(nowMs + zone.offsetSeconds(nowMs) * 1000);
  const [year, month, day] = state.date ?? [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  const keepsTime = !state.time && !state.date && !state.weekday && (state.isRelative || state.offset !== undefined);
  const [hour, minute, second] =
    state.time ?? (keepsTime ? [wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds()] : [0, 0, 0]);
  if (new Date(utc(year, month, day, 0, 0, 0)).getUTCDate() !== day) return null;
  const { relative } = state;
  let local = utc(year + relative.year, month + relative.month, day + relative.day, hour, minute, second);
  if (state.weekday && !state.date) {
    const [wanted, ordinal] = state.weekday;
    const days =
      ((wanted - new Date(local).getUTCDay() + 7) % 7) +
      7 * (ordinal - (ordinal > 0 && new Date(local).getUTCDay() !== wanted ? 1 : 0));
    local += days * 86_400_000;
  }
  const offset = state.offset ?? offsetAtWall(local, state.offset === undefined ? zone : UTC_ZONE);
  const shift = (relative.hour * 3600 + relative.minute * 60 + relative.second) * 1000;
  const ms = local - offset * 1000 + shift;
  if (!Number.isFinite(ms) || Number.isNaN(new Date(ms).getTime())) return null;
  if (state.nanoseconds !== undefined)
    return { ms: ms + Math.floor(state.nanoseconds / 1e6), nanoseconds: state.nanoseconds };
  return state.time || !keepsTime ? { ms } : { ms: ms + (((nowMs % 1000) + 1000) % 1000) };
}

function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  return date.getTime();
}

/** How far ahead of UTC a zone is when its clocks on the wall show `wallMs`. */
function offsetAtWall(wallMs: number, zone: Zone): number {
  const guess = zone.offsetSeconds(wallMs);
  return zone.offsetSeconds(wallMs - guess * 1000);
}
