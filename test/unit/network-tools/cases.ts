import { CURL_CASES } from './curl-cases.ts';

/** Scripts by subject; each has a recording of its own. */
export const CASES: Readonly<Record<string, readonly string[]>> = { curl: CURL_CASES };
