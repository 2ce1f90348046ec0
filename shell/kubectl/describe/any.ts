import { isRecord, type JsonObject, nameOf, stringAt } from '../json.ts';
import { annotations, type Lines, labels } from './parts.ts';

const SHOWN_ABOVE = new Set(
  ['managedFields', 'name', 'namespace', 'labels', 'annotations'].map((f) => `.metadata.${f}`),
);

/** Any other kind: its fields in words, by name (describe.go genericDescriber). */
export function describeAny(object: JsonObject): Lines {
  return [
    `Name:\t${nameOf(object)}`,
    `Namespace:\t${stringAt(object, 'metadata', 'namespace')}`,
    ...labels(object),
    ...annotations(object),
    ...fieldLines(object, '', ''),
  ];
}

function fieldLines(object: JsonObject, path: string, indent: string): Lines {
  return Object.keys(object)
    .sort()
    .flatMap((key) => {
      const value = object[key];
      const here = `${path}.${key}`;
      if (SHOWN_ABOVE.has(here)) return [];
      const title = `${indent}${words(key)}:`;
      if (isRecord(value)) return [title, ...fieldLines(value, here, `${indent}  `)];
      if (!Array.isArray(value)) return [`${title}\t${goText(value)}`];
      const items = value.flatMap((item) =>
        isRecord(item) ? fieldLines(item, here, `${indent}  `) : [`${indent}  ${goText(item)}`],
      );
      return [title, ...items];
    });
}

/** Go's %v of what a JSON document holds. */
function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isRecord(value)) {
    const pairs = Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key])}`);
    return `map[${pairs.join(' ')}]`;
  }
  if (typeof value === 'number' && !Number.isInteger(value) && Math.abs(value) >= 1e21) return value.toExponential();
  return String(value);
}

const ACRONYMS = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

/** `creationTimestamp` → `Creation Timestamp` (describe.go smartLabelFor). */
function words(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  return camelParts(field)
    .map((part) => (ACRONYMS.has(part.toUpperCase()) ? part.toUpperCase() : titled(part)))
    .join(' ');
}

/** strings.Title: the first letter of each word between what is no letter. */
const titled = (part: string): string =>
  part.replace(/(^|[^\p{L}])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toUpperCase());

/** fatih/camelcase: lower after upper begins no word, `PDFLoader` is `PDF Loader`. */
function camelParts(field: string): string[] {
  const classes = [...field].map((letter) => (/\p{Ll}/u.test(letter) ? 'l' : /\p{Lu}/u.test(letter) ? 'u' : 'o'));
  const parts: string[] = [];
  let last = '';
  [...field].forEach((letter, at) => {
    if (classes[at] === last) parts[parts.length - 1] += letter;
    else parts.push(letter);
    last = classes[at]!;
  });
  for (let at = 0; at + 1 < parts.length; at++) {
    const [part, next] = [parts[at]!, parts[at + 1]!];
    if (/^\p{Lu}/u.test(part) && /^\p{Ll}/u.test(next)) {
      parts[at + 1] = part.slice(-1) + next;
      parts[at] = part.slice(0, -1);
    }
  }
  return parts.filter((part) => part !== '');
}
