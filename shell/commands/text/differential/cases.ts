import { BYTE_CASES, SHAPE_CASES } from './byte-cases.ts';
import { CMP_CASES, DIFF_CASES } from './compare-cases.ts';
import { FIELD_CASES, SORT_CASES } from './field-cases.ts';
import { FIND_CASES, XARGS_CASES } from './find-cases.ts';
import { GREP_CASES } from './grep-cases.ts';
import { LINE_CASES } from './line-cases.ts';
import { SED_CASES } from './sed-cases.ts';

/** Scripts by the tools they try. */
export const CASES = {
  grep: GREP_CASES,
  lines: LINE_CASES,
  sort: SORT_CASES,
  fields: FIELD_CASES,
  find: FIND_CASES,
  xargs: XARGS_CASES,
  cmp: CMP_CASES,
  diff: DIFF_CASES,
  bytes: BYTE_CASES,
  shapes: SHAPE_CASES,
  sed: SED_CASES,
} satisfies Readonly<Record<string, readonly string[]>>;
