import { equal } from '../equality.ts';
import { define, failure, indexOf, type Library, listOfValues, textOf } from '../function.ts';
import type { CelValue } from '../value.ts';
import { formatText } from './string-format.ts';

/** A text's characters: positions count code points. */
const characters = (value: CelValue | undefined): string[] => [...textOf(value)];

function position(text: string, wanted: CelValue | undefined, from: CelValue | undefined, backwards: boolean): bigint {
  const letters = [...text];
  const sought = characters(wanted);
  const start = from === undefined ? (backwards ? letters.length : 0) : indexOf(from);
  if (start < 0 || start > letters.length) throw failure(`index out of range: ${start}`);
  const last = letters.length - sought.length;
  const fits = (at: number) => sought.every((letter, offset) => letters[at + offset] === letter);
  if (backwards) {
    for (let at = Math.min(start, last); at >= 0; at--) if (fits(at)) return BigInt(at);
  } else for (let at = start; at <= last; at++) if (fits(at)) return BigInt(at);
  return -1n;
}

function substring(text: CelValue | undefined, from: CelValue | undefined, to: CelValue | undefined): string {
  const letters = characters(text);
  const start = indexOf(from);
  const end = to === undefined ? letters.length : indexOf(to);
  if (start < 0 || start > letters.length) throw failure(`index out of range: ${start}`);
  if (end < 0 || end > letters.length) throw failure(`index out of range: ${end}`);
  if (start > end) throw failure(`invalid substring range. start: ${start}, end: ${end}`);
  return letters.slice(start, end).join('');
}

function replace(text: string, old: string, by: string, limit: number): string {
  if (limit < 0) return text.split(old).join(by);
  const parts = old === '' ? [...text] : text.split(old);
  const kept = parts.slice(0, limit + 1);
  return (
    kept.join(by) +
    parts
      .slice(limit + 1)
      .map((part) => old + part)
      .join('')
  );
}

function split(text: string, separator: string, limit: number): string[] {
  if (limit === 0) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/** Only letters of ASCII change. */
const ascii = (text: string, change: (letter: string) => string, letters: RegExp) => text.replace(letters, change);

/** cel-go ext/strings.go, version 2. */
export const strings: Library = {
  charAt: define(['string.(int) string'], ([text, at]) => {
    const letters = characters(text);
    const index = indexOf(at);
    if (index < 0 || index > letters.length) throw failure(`index out of range: ${index}`);
    return letters[index] ?? '';
  }),
  indexOf: define(['string.(string) int', 'string.(string, int) int', 'list(A).(A) int'], ([a, b, from]) =>
    Array.isArray(a) ? listPosition(a, b, false) : position(textOf(a), b, from, false),
  ),
  lastIndexOf: define(['string.(string) int', 'string.(string, int) int', 'list(A).(A) int'], ([a, b, from]) =>
    Array.isArray(a) ? listPosition(a, b, true) : position(textOf(a), b, from, true),
  ),
  join: define(['list(string).() string', 'list(string).(string) string'], ([list, separator]) =>
    listOfValues(list)
      .map(textOf)
      .join(separator === undefined ? '' : textOf(separator)),
  ),
  lowerAscii: define(['string.() string'], ([a]) => ascii(textOf(a), (letter) => letter.toLowerCase(), /[A-Z]/g)),
  upperAscii: define(['string.() string'], ([a]) => ascii(textOf(a), (letter) => letter.toUpperCase(), /[a-z]/g)),
  trim: define(['string.() string'], ([a]) => textOf(a).trim()),
  replace: define(['string.(string, string) string', 'string.(string, string, int) string'], ([a, b, c, limit]) =>
    replace(textOf(a), textOf(b), textOf(c), limit === undefined ? -1 : indexOf(limit)),
  ),
  split: define(['string.(string) list(string)', 'string.(string, int) list(string)'], ([a, b, limit]) =>
    split(textOf(a), textOf(b), limit === undefined ? -1 : indexOf(limit)),
  ),
  substring: define(['string.(int) string', 'string.(int, int) string'], ([a, from, to]) => substring(a, from, to)),
  'strings.quote': define(['(string) string'], ([a]) => JSON.stringify(textOf(a))),
  format: define(['string.(list(dyn)) string'], ([a, list]) => formatText(textOf(a), listOfValues(list))),
};

function listPosition(list: readonly CelValue[], wanted: CelValue | undefined, backwards: boolean): bigint {
  const matches = (item: CelValue) => equal(item, wanted ?? null);
  return BigInt(backwards ? list.findLastIndex(matches) : list.findIndex(matches));
}
