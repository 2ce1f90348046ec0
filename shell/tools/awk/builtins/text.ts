import type { Builtin } from '../compile-builtin.ts';
import { formatValues } from '../format.ts';
import { toNumber } from '../value.ts';

const SURROGATE = /[\ud800-\udfff]/;

/** Characters, not UTF-16 units. */
export function lengthOf(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length;
}

/** Fractions are cut off; a start before the text is its beginning. */
function substring(text: string, from: number, count: number): string {
  if (Number.isNaN(from) || !(count >= 1)) return '';
  const start = Math.max(1, Math.trunc(from)) - 1;
  const end = start + Math.trunc(count);
  return SURROGATE.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end);
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
