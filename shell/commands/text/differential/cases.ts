import { GREP_CASES } from './grep-cases.ts';

/** Scripts by the tool they try. */
export const CASES = {
  grep: GREP_CASES,
} satisfies Readonly<Record<string, readonly string[]>>;
