import { RE2JS, RE2JSException } from 're2js';
import { shown } from '../access.ts';
import { JqError, type Json, type JsonObject, typeOf } from '../json-value.ts';
import { lengthOf } from './texts.ts';
import type { NativeValue } from './values.ts';

const FLAGS: Readonly<Record<string, number>> = { i: RE2JS.CASE_INSENSITIVE, s: RE2JS.DOTALL, p: RE2JS.DOTALL };
const MOST_COMPILED = 200;
const compiled = new Map<string, RE2JS>();

function compile(source: string, flags: string): RE2JS {
  const key = `${flags}/${source}`;
  const known = compiled.get(key);
  if (known) return known;
  // Oniguruma's Ruby syntax: `^` and `$` are those of a line.
  let bits = RE2JS.MULTILINE;
  for (const flag of flags) bits |= FLAGS[flag] ?? 0;
  const text = flags.includes('x')
    ? source.replace(/\\.|\[[^\]]*\]|\s+|#[^\n]*/g, (part) => (/^[\s#]/.test(part) ? '' : part))
    : source;
  try {
    const expression = RE2JS.compile(text.replaceAll('\\h', '[0-9a-fA-F]'), bits);
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(key, expression);
    return expression;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new JqError(`${source} (at offset 0) is not a valid regex: ${error.message}`);
  }
}

/** All matches (with `g`) or the first, as objects; with `test`, whether there is one. */
function matchAll(input: Json, pattern: Json, flags: Json, test: boolean): Json {
  if (typeof input !== 'string') throw new JqError(`${shown(input)} cannot be matched, as it is not a string`);
  if (typeof pattern !== 'string') throw new JqError(`${typeOf(pattern)} not a string or array`);
  if (flags !== null && typeof flags !== 'string') throw new JqError(`${shown(flags)} is not a string`);
  const letters = flags ?? '';
  if (/[^gimnpslx]/.test(letters)) throw new JqError(`${letters} is not a valid modifier string`);
  const expression = compile(pattern, letters);
  if (test) return expression.test(input);
  const names = new Map(Object.entries(expression.namedGroups()).map(([name, number]) => [number, name]));
  const matcher = expression.matcher(input);
  const found: Json[] = [];
  while (matcher.find()) {
    const whole = matcher.group() ?? '';
    if (whole === '' && letters.includes('n')) continue;
    const captures: Json[] = [];
    for (let number = 1; number <= matcher.groupCount(); number++) {
      const text = matcher.group(number);
      const start = text === null ? -1 : lengthOf(input.slice(0, matcher.start(number)));
      captures.push(matchObject(text, start, [['name', names.get(number) ?? null]]));
    }
    found.push(matchObject(whole, lengthOf(input.slice(0, matcher.start())), [['captures', captures]]));
    if (!letters.includes('g')) break;
  }
  return found;
}

function matchObject(text: string | null, offset: number, more: readonly (readonly [string, Json])[]): JsonObject {
  return new Map<string, Json>([
    ['offset', offset],
    ['length', text === null ? 0 : lengthOf(text)],
    ['string', text],
    ...more,
  ]);
}

export const MATCHING: Readonly<Record<string, NativeValue>> = {
  '_match/3': (_c, input, pattern, flags, test) => matchAll(input, pattern ?? null, flags ?? null, test === true),
};
