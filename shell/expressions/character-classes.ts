import type { CodeRange } from './syntax.ts';

/** Letters beyond ASCII by the scripts that are common. */
const LETTERS: readonly CodeRange[] = [
  [0xaa, 0xaa],
  [0xb5, 0xb5],
  [0xba, 0xba],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2af],
  [0x370, 0x373],
  [0x386, 0x386],
  [0x388, 0x52f],
  [0x5d0, 0x5ea],
  [0x620, 0x64a],
  [0x1e00, 0x1fff],
  [0x3041, 0x3096],
  [0x30a1, 0x30fa],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
];
const UPPER: CodeRange = [0x41, 0x5a];
const LOWER: CodeRange = [0x61, 0x7a];
const DIGIT: CodeRange = [0x30, 0x39];
const ALPHA: readonly CodeRange[] = [UPPER, LOWER, ...LETTERS];
const SPACE: readonly CodeRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
const PUNCT: readonly CodeRange[] = [
  [0x21, 0x2f],
  [0x3a, 0x40],
  [0x5b, 0x60],
  [0x7b, 0x7e],
  [0xa1, 0xa9],
  [0xab, 0xb4],
  [0xb6, 0xb9],
  [0xbb, 0xbf],
  [0xd7, 0xd7],
  [0xf7, 0xf7],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x2bff],
  [0x3001, 0x3003],
  [0x1f300, 0x1faff],
];

/** The classes of a bracket expression (`[:alpha:]`), in a UTF-8 locale. */
export const CHARACTER_CLASSES: Readonly<Record<string, readonly CodeRange[]>> = {
  alpha: ALPHA,
  digit: [DIGIT],
  alnum: [DIGIT, ...ALPHA],
  upper: [UPPER, [0xc0, 0xd6], [0xd8, 0xde], [0x391, 0x3a9], [0x410, 0x42f]],
  lower: [LOWER, [0xdf, 0xf6], [0xf8, 0xff], [0x3b1, 0x3c9], [0x430, 0x44f]],
  space: SPACE,
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  punct: PUNCT,
  print: [
    [0x20, 0x7e],
    [0xa0, 0xd7ff],
    [0xe000, 0xfffd],
    [0x10000, 0x10ffff],
  ],
  graph: [
    [0x21, 0x7e],
    [0xa1, 0xd7ff],
    [0xe000, 0xfffd],
    [0x10000, 0x10ffff],
  ],
  cntrl: [
    [0, 0x1f],
    [0x7f, 0x9f],
  ],
  xdigit: [DIGIT, [0x41, 0x46], [0x61, 0x66]],
};

export const WORD: readonly CodeRange[] = [DIGIT, [0x5f, 0x5f], ...ALPHA];
export const SPACES = SPACE;
export const DIGITS: readonly CodeRange[] = [DIGIT];

export function inRanges(code: number, ranges: readonly CodeRange[]): boolean {
  for (const [from, to] of ranges) if (code >= from && code <= to) return true;
  return false;
}

/** What is in none of the ranges; never the stand-ins for bytes that are no characters. */
export function complement(ranges: readonly CodeRange[]): CodeRange[] {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const result: CodeRange[] = [];
  let next = 0;
  for (const [from, to] of sorted) {
    if (from > next) result.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= 0x10ffff) result.push([next, 0x10ffff]);
  return result;
}

export function isWordCode(code: number): boolean {
  if (code < 0x80) {
    return (
      (code >= 0x30 && code <= 0x39) ||
      (code >= 0x41 && code <= 0x5a) ||
      code === 0x5f ||
      (code >= 0x61 && code <= 0x7a)
    );
  }
  return inRanges(code, LETTERS);
}
