import { SyntaxIssue } from './source-error.ts';

/** A quote, with what may stand before it: r (raw) and b (bytes). */
export const STRING_START = /(?:[rR][bB]?|[bB][rR]?)?(?:"""|'''|"|')/y;

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
};
const CODES = /^(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/;

/** The literal at an offset: its text in the source, and what it stands for. Throws `SyntaxIssue`. */
export function readStringLiteral(source: string, at: number): { text: string; value: string | Uint8Array } {
  STRING_START.lastIndex = at;
  const start = STRING_START.exec(source)?.[0] ?? '';
  const quote = start.replace(/^[rRbB]+/, '');
  const isRaw = /[rR]/.test(start);
  const isBytes = /^[rR]?[bB]/.test(start);
  const body = at + start.length;
  const close = endOf(source, body, quote, isRaw);
  if (close < 0) {
    throw new SyntaxIssue(at, `Syntax error: token recognition error at: '${source.slice(at)}'`);
  }
  const text = source.slice(at, close + quote.length);
  const inner = source.slice(body, close);
  if (isBytes) return { text, value: isRaw ? Buffer.from(inner) : unescapeBytes(inner, at) };
  return { text, value: isRaw ? inner : unescapeText(inner, at) };
}

function endOf(source: string, from: number, quote: string, isRaw: boolean): number {
  for (let index = from; index < source.length; index++) {
    if (source.startsWith(quote, index)) return index;
    if (!isRaw && source[index] === '\\') index++;
    else if (quote.length === 1 && source[index] === '\n') return -1;
  }
  return -1;
}

function unescapeText(inner: string, at: number): string {
  return inner.replace(
    /\\([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[\s\S])/g,
    (_, sequence: string) => {
      const code = codeOf(sequence);
      if (code === null) return simple(sequence, at);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        throw new SyntaxIssue(at, 'invalid unicode code point');
      }
      return String.fromCodePoint(code);
    },
  );
}

/** Codes up to two digits are bytes, longer ones characters in UTF-8. */
function unescapeBytes(inner: string, at: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let rest = inner;
  while (rest !== '') {
    if (rest[0] !== '\\') {
      const plain = /^[^\\]+/.exec(rest)![0];
      parts.push(Buffer.from(plain));
      rest = rest.slice(plain.length);
      continue;
    }
    const code = CODES.exec(rest.slice(1));
    const sequence = code ? code[0] : (rest[1] ?? '');
    const value = code && codeOf(sequence);
    if (value === null) parts.push(Buffer.from(simple(sequence, at)));
    else parts.push(/^[uU]/.test(sequence) ? Buffer.from(String.fromCodePoint(value)) : Uint8Array.of(value));
    rest = rest.slice(1 + sequence.length);
  }
  return Buffer.concat(parts);
}

function codeOf(sequence: string): number | null {
  const found = CODES.exec(sequence);
  if (!found) return null;
  const [, x, upperX, u, upperU, octal] = found;
  return octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(x ?? upperX ?? u ?? upperU ?? '', 16);
}

function simple(sequence: string, at: number): string {
  const found = SIMPLE[sequence];
  if (found === undefined) throw new SyntaxIssue(at, `Syntax error: token recognition error at: '\\${sequence}'`);
  return found;
}
