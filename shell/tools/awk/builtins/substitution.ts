import type { RE2JS } from 're2js';
import { compilePlace, type Place } from '../compile-lvalue.ts';
import { compilePattern } from '../compile-pattern.ts';
import { combine, type Evaluation, gather, map } from '../evaluation.ts';
import { AwkFatal } from '../failure.ts';
import type { Scope } from '../scope.ts';
import type { Expression, Lvalue } from '../syntax.ts';
import { toNumber, type Value } from '../value.ts';

const LONGEST_TEXT = 64 * 1024 * 1024;

type Replace = (group: (number: number) => string) => string;

/** sub() and gsub(): `&` is what matched, `\\&` an ampersand. */
function plainReplacement(text: string): Replace {
  const pieces = text.split(/(\\\\&|\\&|&)/);
  return (group) =>
    pieces
      .map((piece) => (piece === '&' ? group(0) : piece === '\\&' ? '&' : piece === '\\\\&' ? `\\${group(0)}` : piece))
      .join('');
}

/** gensub(): `\\0` to `\\9` besides. */
function groupReplacement(text: string): Replace {
  const pieces = text.split(/(\\.|&)/s);
  return (group) =>
    pieces
      .map((piece) => {
        if (piece === '&') return group(0);
        if (!piece.startsWith('\\')) return piece;
        return /\d/.test(piece[1] ?? '') ? group(Number(piece[1])) : (piece[1] ?? '\\');
      })
      .join('');
}

/** Replaces the match number `which`, or all with 0. */
function substitute(expression: RE2JS, text: string, replace: Replace, which: number): { text: string; count: number } {
  const matcher = expression.matcher(text);
  let result = '';
  let from = 0;
  let seen = 0;
  let count = 0;
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    // An empty match right behind the one before is none.
    if (start === end && start === from && seen > 0 && from > 0) continue;
    seen++;
    if (which !== 0 && seen < which) {
      result += text.slice(from, end);
      from = end;
      continue;
    }
    result +=
      text.slice(from, start) +
      replace((number) => (number <= matcher.groupCount() ? (matcher.group(number) ?? '') : ''));
    from = end;
    count++;
    if (result.length > LONGEST_TEXT) throw new AwkFatal('memory exhausted');
    if (which !== 0) break;
  }
  return { text: result + text.slice(from), count };
}

const isLvalue = (expression: Expression): expression is Lvalue =>
  expression.type === 'variable' || expression.type === 'field' || expression.type === 'element';

export function compileSubstitution(
  scope: Scope,
  name: 'sub' | 'gsub' | 'gensub',
  args: readonly Expression[],
): Evaluation {
  const [pattern, replacement] = args;
  const enough = name === 'gensub' ? 3 : 2;
  if (!pattern || !replacement || args.length < enough || args.length > enough + 1) {
    throw new AwkFatal(`${args.length} is invalid as number of arguments for ${name}`);
  }
  const source = compilePattern(scope, pattern);
  if (name === 'gensub') return compileGensub(scope, source, args);
  return compileSub(scope, source, replacement, { target: args[2], which: name === 'sub' ? 1 : 0 });
}

const RECORD: Lvalue = { type: 'field', index: { type: 'number', value: 0 } };

function compileSub(
  scope: Scope,
  source: Evaluation<string>,
  replacement: Expression,
  { target = RECORD, which }: { target?: Expression | undefined; which: number },
): Evaluation {
  const { run } = scope;
  const inner = target.type === 'grouping' ? target.inner : target;
  const place: Evaluation<Place> = isLvalue(inner)
    ? compilePlace(scope, inner)
    : map(scope.compile(inner), (value) => ({ get: () => value, set: () => {} }));
  const texts = combine(source, scope.compile(replacement), (pattern, text) => [pattern, run.toText(text)] as const);
  return combine(texts, place, ([pattern, text], found) => {
    const changed = substitute(
      run.expressions.compile(pattern),
      run.toText(found.get()),
      plainReplacement(text),
      which,
    );
    if (changed.count > 0) found.set(changed.text);
    return changed.count;
  });
}

function compileGensub(scope: Scope, source: Evaluation<string>, args: readonly Expression[]): Evaluation {
  const { run } = scope;
  const rest = gather<Value>(args.slice(1).map((argument) => scope.compile(argument)));
  return combine(source, rest, (pattern, [replacement, how, target]) => {
    const text = args.length > 3 ? run.toText(target) : run.fields.text();
    const isGlobal = /^[gG]/.test(run.toText(how));
    const which = isGlobal ? 0 : Math.max(1, Math.trunc(toNumber(how)));
    return substitute(run.expressions.compile(pattern), text, groupReplacement(run.toText(replacement)), which).text;
  });
}
