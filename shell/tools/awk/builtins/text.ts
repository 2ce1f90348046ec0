import type { Builtin } from '../compile-builtin.ts';
import { formatValues } from '../format.ts';
import { toNumber } from '../value.ts';

const SURROGATE = /[\ud800-\udfff]/;

/** Characters, not UTF-16 units. */
export function lengthOf(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length;
}

/** Rounds half to even, as substr() does. */
function rounded(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function substring(text: string, from: number, count: number): string {
  let start = rounded(from);
  let length = rounded(count);
  if (Number.isNaN(start) || Number.isNaN(length)) return '';
  if (start < 1) {
    length += start - 1;
    start = 1;
  }
  if (length < 1) return '';
  if (!SURROGATE.test(text)) return text.substr(start - 1, length);
  return [...text].slice(start - 1, start - 1 + length).join('');
}

export const TEXT_BUILTINS: Readonly<Record<string, Builtin>> = {
  substr: {
    takes: [2, 3],
    apply: (run, [text, from, count]) =>
      substring(run.toText(text), toNumber(from), count === undefined ? Number.POSITIVE_INFINITY : toNumber(count)),
  },
  index: {
    takes: [2, 2],
    apply: (run, [text, part]) => {
      const [whole, wanted] = [run.toText(text), run.toText(part)];
      const at = run.expressions.ignoreCase ? whole.toLowerCase().indexOf(wanted.toLowerCase()) : whole.indexOf(wanted);
      return at < 0 ? 0 : lengthOf(whole.slice(0, at)) + 1;
    },
  },
  tolower: { takes: [1, 1], apply: (run, [text]) => run.toText(text).toLowerCase() },
  toupper: { takes: [1, 1], apply: (run, [text]) => run.toText(text).toUpperCase() },
  sprintf: {
    takes: [1, Number.POSITIVE_INFINITY],
    apply: (run, [format, ...values]) => formatValues(run.toText(format), values, (value) => run.toText(value)),
  },
};
