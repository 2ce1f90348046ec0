import { CurlError } from './errors.ts';

/** URLs that one command may ask for. */
const MAX_URLS = 10_000;

/** One URL of a pattern, and what each of its sets stands for in it (`#1` of -o). */
export interface GlobbedUrl {
  readonly url: string;
  readonly choices: readonly string[];
}

/** `{a,b}` and `[1-3]`, `[01-10:2]`, `[a-c]` in a URL (curl(1), "URL globbing"). Throws CurlError 3. */
export function expandUrl(pattern: string): GlobbedUrl[] {
  let results: GlobbedUrl[] = [{ url: '', choices: [] }];
  let at = 0;
  while (at < pattern.length) {
    const letter = pattern[at]!;
    const set = letter === '{' || letter === '[' ? readSet(pattern, at) : null;
    if (letter === '}' || letter === ']') fail('unmatched close brace/bracket', pattern, at + 1);
    const taken = set?.length ?? plainLength(pattern, at);
    const options = set?.options ?? [pattern.slice(at, at + taken).replace(/\\([{}[\]])/g, '$1')];
    if (results.length * options.length > MAX_URLS) throw new CurlError(3, 'too many URLs in the pattern');
    results = results.flatMap(({ url, choices }) =>
      options.map((option) => ({ url: url + option, choices: set?.chosen ? [...choices, option] : choices })),
    );
    at += taken;
  }
  return results;
}

function plainLength(pattern: string, from: number): number {
  let at = from;
  while (at < pattern.length && !'{}[]'.includes(pattern[at]!)) at += pattern[at] === '\\' ? 2 : 1;
  return Math.min(at, pattern.length) - from;
}

interface PatternSet {
  readonly options: string[];
  readonly length: number;
  /** False for what only looks like a set: an IPv6 address. */
  readonly chosen: boolean;
}

function readSet(pattern: string, at: number): PatternSet {
  if (pattern[at] === '{') {
    const end = pattern.indexOf('}', at);
    if (end < 0) fail('unmatched brace', pattern, at + 1);
    const inside = pattern.slice(at + 1, end);
    if (inside.includes('{')) fail('nested brace', pattern, at + 1 + inside.indexOf('{'));
    if (inside === '') fail('empty string within braces', pattern, end + 1);
    return { options: inside.split(','), length: end - at + 1, chosen: true };
  }
  const address = /^\[[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*:[^\]]*\]|^\[\]/.exec(pattern.slice(at));
  if (address) return { options: [address[0]], length: address[0].length, chosen: false };
  const match = /^\[(\d+|[a-zA-Z])-(\d+|[a-zA-Z])(?::(\d+))?\]/.exec(pattern.slice(at));
  const options = match && range(match[1]!, match[2]!, Number(match[3] ?? 1));
  if (!options) fail('bad range', pattern, at + 1 + (/^\[([\w-]*)/.exec(pattern.slice(at))?.[1]?.length ?? 0) + 1);
  return { options, length: match[0].length, chosen: true };
}

function range(first: string, last: string, step: number): string[] | null {
  const letters = /[a-zA-Z]/.test(first);
  if (letters !== /[a-zA-Z]/.test(last) || step < 1) return null;
  const [from, to] = letters ? [first.charCodeAt(0), last.charCodeAt(0)] : [Number(first), Number(last)];
  if (from > to || step > Math.max(1, to - from)) return null;
  const width = first.startsWith('0') ? first.length : 0;
  const count = Math.min(MAX_URLS + 1, Math.floor((to - from) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const value = from + index * step;
    return letters ? String.fromCharCode(value) : String(value).padStart(width, '0');
  });
}

function fail(problem: string, pattern: string, position: number): never {
  throw new CurlError(3, `${problem} in URL position ${position}:\n${pattern}\n${' '.repeat(position - 1)}^`);
}
