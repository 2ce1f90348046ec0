import { isTimeZone, zonedTimestamp } from '../../../cluster/machinery/time-zone.ts';

/** A zone as TZ names it: how far ahead of UTC at a moment, and what it is called then. */
export interface Zone {
  offsetSeconds(ms: number): number;
  abbreviation(ms: number): string;
}

export const UTC_ZONE: Zone = { offsetSeconds: () => 0, abbreviation: () => 'UTC' };

/** POSIX's own form, without rules of daylight saving: `EST5`, `<+03>-3`, `UTC+2`. */
const POSIX = /^(?:([A-Za-z]{3,})|<([A-Za-z0-9+-]{3,})>)([+-]?\d{1,2})(?::(\d{2}))?(?::(\d{2}))?$/;

/** The zone that TZ says; UTC where it says none or one that is not known, under its name as glibc does. */
export function zoneOf(name: string | undefined): Zone {
  const text = name?.replace(/^:/, '') ?? '';
  if (text === '' || /^(UTC|Etc\/UTC|UCT|Zulu|Universal)0?$/.test(text)) return UTC_ZONE;
  const found = POSIX.exec(text);
  if (found) {
    const [, plain, bracketed, hours = '0', minutes = '0', seconds = '0'] = found;
    const sign = hours.startsWith('-') ? 1 : -1;
    const offset = sign * (Math.abs(Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds));
    return { offsetSeconds: () => offset, abbreviation: () => plain ?? bracketed ?? '' };
  }
  if (
    !isTimeZone(text) ||
    !/\/|^(GMT|CET|EET|MET|WET|EST|MST|HST|Japan|Poland|Turkey|Israel|Singapore|Egypt|Iran|Cuba|Eire|Portugal|Hongkong|Jamaica|Navajo|Libya)/.test(
      text,
    )
  ) {
    const letters = /^[A-Za-z]{3,}/.exec(text)?.[0] ?? 'UTC';
    return { offsetSeconds: () => 0, abbreviation: () => (text.includes('/') ? text.split('/')[0]! : letters) };
  }
  return {
    offsetSeconds: (ms) => offsetIn(text, ms),
    abbreviation: (ms) => abbreviationIn(text, ms),
  };
}

function offsetIn(zone: string, ms: number): number {
  const found = /([+-])(\d\d):(\d\d)$/.exec(zonedTimestamp(ms, zone));
  if (!found) return 0;
  const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60;
  return found[1] === '-' ? -seconds : seconds;
}

/** Which locale writes a zone's own letters (CET, PST) where American English writes GMT+1. */
const NAMING_LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA'];
const OWN_NAMES: Readonly<Record<string, readonly [standard: string, summer: string]>> = {
  'Asia/Tokyo': ['JST', 'JDT'],
  'Asia/Seoul': ['KST', 'KDT'],
  'Asia/Shanghai': ['CST', 'CDT'],
  'Asia/Hong_Kong': ['HKT', 'HKST'],
  'Europe/Moscow': ['MSK', 'MSD'],
};

function abbreviationIn(zone: string, ms: number): string {
  const own = OWN_NAMES[zone];
  if (own) return own[0];
  for (const locale of NAMING_LOCALES) {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(ms);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return numericName(offsetIn(zone, ms));
}

/** `+03`, `-0330`: zones without letters of their own. */
function numericName(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}${minutes % 60 ? two(minutes % 60) : ''}`;
}
