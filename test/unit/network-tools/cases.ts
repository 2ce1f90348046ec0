import { CURL_CASES } from './curl-cases.ts';
import { CURL_HTTP2_CASES } from './curl-http2-cases.ts';
import { OPENSSL_CASES } from './openssl-cases.ts';
import { SMALL_TOOL_CASES } from './small-tool-cases.ts';

/** Scripts by subject; each has a recording of its own. */
export const CASES: Readonly<Record<string, readonly string[]>> = {
  curl: CURL_CASES,
  'curl-http2': CURL_HTTP2_CASES,
  openssl: OPENSSL_CASES,
  'small-tools': SMALL_TOOL_CASES,
};
