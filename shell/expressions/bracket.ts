import { CHARACTER_CLASSES } from './character-classes.ts';
import { type CodeRange, ExpressionError, type ExpressionNode } from './syntax.ts';

const UNMATCHED = 'Unmatched [, [^, [:, [., or [=';

/** The bracket expression whose `[` ends right before `at`; POSIX, XBD 9.3.5. */
export function parseBracket(source: string, at: number, escapes = false): { node: ExpressionNode; next: number } {
  const start = at;
  const negated = source[at] === '^';
  if (negated) at++;
  const ranges: CodeRange[] = [];
  for (let first = true; ; first = false) {
    if (at >= source.length) throw new ExpressionError(UNMATCHED);
    if (source[at] === ']' && !first) break;
    if (source.startsWith('[:', at)) {
      const end = source.indexOf(':]', at + 2);
      if (end >= 0) {
        const found = CHARACTER_CLASSES[source.slice(at + 2, end)];
        if (!found) throw new ExpressionError('Invalid character class name');
        ranges.push(...found);
        at = end + 2;
        continue;
      }
    }
    const from = element(source, at, escapes);
    at = from.next;
    if (source[at] === '-' && at + 1 < source.length && source[at + 1] !== ']') {
      const to = element(source, at + 1, escapes);
      if (to.code < from.code) throw new ExpressionError('Invalid range end');
      ranges.push([from.code, to.code]);
      at = to.next;
    } else ranges.push([from.code, from.code]);
  }
  warnOfClassSyntax(source.slice(start, at));
  return { node: { kind: 'set', ranges, negated }, next: at + 1 };
}

/** `[:space:]` without a second pair of brackets, which GNU tools refuse. */
function warnOfClassSyntax(inside: string): void {
  if (/^:[a-z]+:$/.test(inside)) throw new ClassSyntaxError('character class syntax is [[:space:]], not [:space:]');
}

export class ClassSyntaxError extends ExpressionError {}

const ESCAPED: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 };

function element(source: string, at: number, escapes: boolean): { code: number; next: number } {
  const kind = source[at + 1];
  if (source[at] === '[' && (kind === '.' || kind === '=')) {
    const end = source.indexOf(`${kind}]`, at + 2);
    if (end < 0) throw new ExpressionError(UNMATCHED);
    const inside = [...source.slice(at + 2, end)];
    if (inside.length !== 1) throw new ExpressionError('Invalid collation character');
    return { code: inside[0]!.codePointAt(0)!, next: end + 2 };
  }
  if (escapes && source[at] === '\\') {
    const code = ESCAPED[source[at + 1] ?? ''];
    if (code !== undefined) return { code, next: at + 2 };
  }
  const code = source.codePointAt(at)!;
  return { code, next: at + (code > 0xffff ? 2 : 1) };
}
