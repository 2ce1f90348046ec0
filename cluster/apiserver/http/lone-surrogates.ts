import { isMap } from '../json.ts';

const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
/** Halves of a pair that stand alone: whole pairs are one character here. */
const LONE = /\p{Surrogate}/gu;

/** Half a surrogate pair, written as an escape, is no character: U+FFFD stands for it (Go's encoding/json unquote). */
export function withoutLoneSurrogates(text: string, value: unknown): unknown {
  return ESCAPED_SURROGATE.test(text) ? replaced(value) : value;
}

function replaced(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(LONE, '\ufffd');
  if (Array.isArray(value)) return value.map(replaced);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.replace(LONE, '\ufffd'), replaced(member)]),
  );
}
