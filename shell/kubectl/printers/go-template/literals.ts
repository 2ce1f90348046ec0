import type { Token } from './lexer.ts';
import { Float } from './values.ts';

/** Go's number literals: whole ones of any base, and floats. */
export function numberOf(text: string): bigint | Float {
  const plain = text.replaceAll('_', '');
  if (!/[.eE]/.test(plain) || /^[-+]?0[xX]/.test(plain)) {
    const sign = plain.startsWith('-') ? -1n : 1n;
    const digits = plain.replace(/^[-+]/, '');
    return sign * BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  }
  return new Float(Number(plain));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

/** What a quoted or raw string, or a character constant, stands for. */
export function unquoted({ kind, text }: Token): string {
  const inside = text.slice(1, -1);
  if (kind === 'rawString') return inside;
  return inside.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs,
    (_whole, hex?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const code = hex ?? short ?? long;
      if (code) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      if (octal) return String.fromCodePoint(Number.parseInt(octal, 8));
      return ESCAPES[letter!] ?? letter!;
    },
  );
}
