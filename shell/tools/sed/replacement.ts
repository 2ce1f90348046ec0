import type { TextExpression } from '../../expressions/text-expression.ts';
import type { ReplacementPart, Substitution } from './script.ts';

const CHARACTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

/** The right side of `s`: & and \0–\9, \n and the like, \U \L \u \l \E. */
export function parseReplacement(source: string): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  for (const [piece] of source.matchAll(
    /\\(?:x[0-9a-fA-F]{1,2}|o[0-7]{1,3}|d[0-9]{1,3}|c[\s\S])|\\[\s\S]|&|[^\\&]+|\\/g,
  )) {
    const escaped = piece.length === 2 && piece[0] === '\\' ? piece[1]! : '';
    if (piece === '&') parts.push({ group: 0 });
    else if (piece.length > 2 && piece[0] === '\\') parts.push(numberedCharacter(piece));
    else if (/\d/.test(escaped)) parts.push({ group: Number(escaped) });
    else if (/[ULulE]/.test(escaped)) parts.push({ letters: escaped as 'U' });
    else if (escaped !== '') parts.push(CHARACTERS[escaped] ?? escaped);
    else parts.push(piece);
  }
  return parts;
}

/** `\xHH`, `\oNNN`, `\dNNN` and `\cX`. */
export function numberedCharacter(piece: string): string {
  const digits = piece.slice(2);
  if (piece[1] === 'c') return String.fromCharCode(digits.toUpperCase().charCodeAt(0) ^ 64);
  const code = Number.parseInt(digits, { x: 16, o: 8, d: 10 }[piece[1]!] ?? 10) & 255;
  // A byte beyond ASCII is one byte, not a character.
  return String.fromCharCode(code < 128 ? code : 0xdc00 + code);
}

/** Text of a, i, c, and of y's sides. */
export function unescapeText(source: string): string {
  return source.replace(/\\(x[0-9a-fA-F]{1,2}|o[0-7]{1,3}|d[0-9]{1,3}|[\s\S])/g, (piece, character: string) =>
    character.length > 1 ? numberedCharacter(piece) : (CHARACTERS[character] ?? character),
  );
}

/** The text after the substitution; undefined when nothing matched. */
export function substitute(text: string, expression: TextExpression, substitution: Substitution): string | undefined {
  let result = '';
  let copied = 0;
  let lastEnd = -1;
  let seen = 0;
  let replaced = false;
  for (let at = 0; at <= text.length; ) {
    const offsets = expression.find(text, at);
    if (!offsets) break;
    const [start = 0, end = 0] = offsets;
    at = end > start ? end : end + 1;
    // POSIX: no empty match right behind a match.
    if (start === end && start === lastEnd) continue;
    lastEnd = end;
    if (++seen < substitution.occurrence) continue;
    const group = (number: number) =>
      text.slice(Math.max(0, offsets[2 * number] ?? 0), Math.max(0, offsets[2 * number + 1] ?? 0));
    result += text.slice(copied, start) + expand(substitution.replacement, group);
    copied = end;
    replaced = true;
    if (!substitution.global) break;
  }
  return replaced ? result + text.slice(copied) : undefined;
}

function expand(parts: readonly ReplacementPart[], group: (number: number) => string): string {
  let result = '';
  let lasting = '';
  let once = '';
  for (const part of parts) {
    if (typeof part === 'object' && 'letters' in part) {
      if (/[ul]/.test(part.letters)) once = part.letters;
      else lasting = part.letters === 'E' ? '' : part.letters;
      continue;
    }
    let text = typeof part === 'string' ? part : group(part.group);
    if (lasting === 'U') text = text.toUpperCase();
    if (lasting === 'L') text = text.toLowerCase();
    if (once !== '' && text !== '') {
      const [first = ''] = text;
      text = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + text.slice(first.length);
      once = '';
    }
    result += text;
  }
  return result;
}
