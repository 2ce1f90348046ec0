import { AWK_LANGUAGE_CASES } from './awk-language-cases.ts';
import { AWK_PROGRAM_CASES } from './awk-program-cases.ts';
import { BC_CASES } from './bc-cases.ts';
import { JQ_DOCUMENT_CASES } from './jq-document-cases.ts';
import { JQ_LANGUAGE_CASES } from './jq-language-cases.ts';

/** Scripts by what they try. */
export const CASES = {
  'awk-language': AWK_LANGUAGE_CASES,
  'awk-program': AWK_PROGRAM_CASES,
  bc: BC_CASES,
  'jq-language': JQ_LANGUAGE_CASES,
  'jq-document': JQ_DOCUMENT_CASES,
} satisfies Readonly<Record<string, readonly string[]>>;
