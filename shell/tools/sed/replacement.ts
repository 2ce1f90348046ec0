import type { RE2JS } from 're2js';
import type { ReplacementPart, Substitution } from './script.ts';

const CHARACTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

/** The right side of `s`: & and \0–\9, \n and the like, \U \L \u \l \E. */
export function parseReplacement(source: string): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  for (const [piece] of source.matchAll(/\\[\s\S]|&|[^\\&]+|\\/g)) {
    const escaped = piece.length === 2 && piece[0] === '\\' ? piece[1]! : '';
    if (piece === '&') parts.push({ group: 0 });
    else if (/\d/.test(escaped)) parts.push({ group: Number(escaped) });
    else if (/[ULulE]/.test(escaped)) parts.push({ letters: escaped as 'U' });
    else if (escaped !== '') parts.push(CHARACTERS[escaped] ?? escaped);
    else parts.push(piece);
  }
  return parts;
}

export function unescapeText(source: string): string {
  return source.replace(/\\([\s\S])/g, (_, character: string) => CHARACTERS[character] ?? character);
}

/** The text after the substitution; undefined when nothing matched. */
export function substitute(text: string, expression: RE2JS, substitution: Substitution): string | undefined {
  const matcher = expression.matcher(text);
  let result = '';
  let copied = 0;
  let lastEnd = -1;
  let seen = 0;
  let replaced = false;
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    // POSIX: no empty match right behind a match.
    if (start === end && start === lastEnd) continue;
    lastEnd = end;
    if (++seen < substitution.occurrence) continue;
    const group = (number: number) => matcher.group(number) ?? '';
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
