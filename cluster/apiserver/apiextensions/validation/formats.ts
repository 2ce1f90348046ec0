import { isIPv4, isIPv6 } from 'node:net';
import { illegalBase64At } from '../../../resources/base64.ts';

const HEX = '[0-9a-f]';
const uuid = (third: string, fourth: string) =>
  new RegExp(`^${HEX}{8}-?${HEX}{4}-?${third}-?${fourth}-?${HEX}{12}$`, 'i');
const ANY_QUARTER = `${HEX}{4}`;
const VARIANT_QUARTER = `[89ab]${HEX}{3}`;
const SHORT_NAME = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const BYTE = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

const matching = (expression: RegExp) => (text: string) => text.length <= 4096 && expression.test(text);

/** Formats of CRD schemas that are checked (apiserver/validation/formats.go), without the dashes of their names. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matching(/^[0-9a-f]{24}$/i),
  uri: isRequestUri,
  email: matching(/^([^<>@]* <)?[^\s<>@"(),:;[\]\\]+@[^\s<>@"(),:;[\]\\]+>?$/),
  hostname: isHostname,
  ipv4: (text) => isIPv4(text.replace(/(^|\.)0+(?=\d)/g, '$1')),
  ipv6: (text) => isIPv6(text) && text.includes(':'),
  cidr: isCidr,
  mac: matching(
    /^([0-9a-f]{2}[:-]){5}([0-9a-f]{2}([:-][0-9a-f]{2}){0,2}|[0-9a-f]{2}([:-][0-9a-f]{2}){14})$|^([0-9a-f]{4}\.){2,9}[0-9a-f]{4}$/i,
  ),
  uuid: matching(uuid(ANY_QUARTER, ANY_QUARTER)),
  uuid3: matching(uuid(`3${HEX}{3}`, ANY_QUARTER)),
  uuid4: matching(uuid(`4${HEX}{3}`, VARIANT_QUARTER)),
  uuid5: matching(uuid(`5${HEX}{3}`, VARIANT_QUARTER)),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matching(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/i),
  rgbcolor: matching(new RegExp(`^rgb\\(\\s*${BYTE}\\s*,\\s*${BYTE}\\s*,\\s*${BYTE}\\s*\\)$`)),
  byte: (text) => text !== '' && !/[\r\n]/.test(text) && illegalBase64At(text) === undefined,
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
  k8sshortname: (text) => text.length <= 63 && new RegExp(`^${SHORT_NAME}$`).test(text),
  k8slongname: (text) => text.length <= 253 && new RegExp(`^${SHORT_NAME}(\\.${SHORT_NAME})*$`).test(text),
};

const normalized = (format: string) => format.replaceAll('-', '');

/** Whether the format means anything; others are ignored. */
export function isFormat(format: string): boolean {
  return Object.hasOwn(FORMATS, normalized(format));
}

export function matchesFormat(format: string, text: string): boolean {
  return FORMATS[normalized(format)]!(text);
}

function isRequestUri(text: string): boolean {
  if (text.startsWith('/')) return true;
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text);
}

/** Letters, digits and dashes between dots; a top-level domain of letters. */
function isHostname(text: string): boolean {
  if (text.length === 0 || text.length > 255) return false;
  const labels = text.split('.');
  const fits = labels.every(
    (label) => label.length <= 63 && /^[a-z0-9\p{S}\p{L}]([-a-z0-9\p{S}\p{L}]*[a-z0-9\p{S}\p{L}])?$/iu.test(label),
  );
  return fits && (labels.length === 1 || /^\p{L}{2,63}$/u.test(labels.at(-1)!));
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return isIPv4(address) ? Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text);
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const found = /^(\d{4}-\d\d-\d\d)[tT](\d\d):(\d\d):(\d\d)(\.\d+)?(z|[+-]\d\d:\d\d)$/i.exec(text);
  if (!found) return false;
  const [, day = '', hours, minutes, seconds] = found;
  return isDay(day) && Number(hours) <= 23 && Number(minutes) <= 59 && Number(seconds) <= 59;
}

/** What time.ParseDuration takes, and `2 days` as Scala has it. */
function isDuration(text: string): boolean {
  if (text.length > 256) return false;
  if (/^[+-]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*)$/.test(text))
    return true;
  const units = [...text.matchAll(/\d+\s*([A-Za-zµ]+)/g)].map(([, unit = '']) => unit.toLowerCase());
  return (
    units.length > 0 &&
    units.every((unit) => /^(ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)/.test(unit))
  );
}

const digitsOf = (text: string) => text.replace(/[\s-]/g, '');

function isIsbn10(text: string): boolean {
  const digits = digitsOf(text);
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = digitsOf(text);
  if (!/^\d{13}$/.test(digits)) return false;
  return [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (
    !/^(4\d{12}(\d{3})?|5[1-5]\d{14}|6(011|5\d\d)\d{12}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|(2131|1800|35\d{3})\d{11})$/.test(
      digits,
    )
  )
    return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
