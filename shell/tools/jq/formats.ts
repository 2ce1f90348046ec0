import { shown } from './access.ts';
import { compactText } from './json-text.ts';
import { JqError, type Json } from './json-value.ts';

const asText = (value: Json): string => (typeof value === 'string' ? value : compactText(value));

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&apos;', '"': '&quot;' };
const TSV: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

function row(value: Json, name: string, separator: string, text: (cell: string) => string): string {
  if (!Array.isArray(value)) throw new JqError(`${shown(value)} cannot be ${name}-formatted, only array`);
  return value
    .map((cell) => {
      if (cell === null) return '';
      if (typeof cell === 'string') return text(cell);
      if (typeof cell === 'object') throw new JqError(`${shown(cell)} is not valid in a ${name} row`);
      return compactText(cell);
    })
    .join(separator);
}

function shellWords(value: Json): string {
  const quote = (word: Json) => {
    if (typeof word === 'string') return `'${word.replaceAll("'", "'\\''")}'`;
    if (word !== null && typeof word === 'object') throw new JqError(`${shown(word)} can not be escaped for shell`);
    return compactText(word);
  };
  return Array.isArray(value) ? value.map(quote).join(' ') : quote(value);
}

function decodeBase64(value: Json): string {
  const text = asText(value);
  const decoded = Buffer.from(text, 'base64');
  if (text !== '' && decoded.length === 0) throw new JqError(`${shown(value)} is not valid base64 data`);
  return decoded.toString('utf8');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(text: string): string {
  let bits = '';
  for (const byte of Buffer.from(text)) bits += byte.toString(2).padStart(8, '0');
  const letters = (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
  return letters.padEnd(Math.ceil(letters.length / 8) * 8, '=');
}

function decodeBase32(text: string): string {
  let bits = '';
  for (const letter of text.replace(/=+$/, ''))
    bits += Math.max(0, BASE32.indexOf(letter)).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))).toString();
}

const FORMATS: Readonly<Record<string, (value: Json) => string>> = {
  '@text': asText,
  '@json': compactText,
  '@html': (value) => asText(value).replace(/[<>&'"]/g, (mark) => HTML[mark] ?? mark),
  '@uri': (value) => encodeURIComponent(asText(value)),
  '@csv': (value) => row(value, 'csv', ',', (cell) => `"${cell.replaceAll('"', '""')}"`),
  '@tsv': (value) => row(value, 'tsv', '\t', (cell) => cell.replace(/[\t\n\r\\]/g, (mark) => TSV[mark] ?? mark)),
  '@sh': shellWords,
  '@base64': (value) => Buffer.from(asText(value)).toString('base64'),
  '@base64d': decodeBase64,
  '@base32': (value) => base32(asText(value)),
  '@base32d': (value) => decodeBase32(asText(value)),
};

/** `@csv` and its like. */
export function formatText(name: string, value: Json): string {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!format) throw new JqError(`${name.slice(1)} is not a valid format`);
  return format(value);
}
