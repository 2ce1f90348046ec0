import type { Word, WordPart } from '../parser/ast.ts';
import { ShellError } from './control-flow.ts';
import { LIMITS } from './limits.ts';

/** A piece of a word for brace expansion: one unquoted character, or a part that is left alone. */
type Piece = string | WordPart;

/** `a{b,c}d` and `{1..5..2}` (Bash Reference Manual, 3.5.1): the first expansion, before all others. */
export function expandBraces(word: Word): readonly Word[] {
  if (!word.parts.some((part) => part.type === 'literal' && part.text.includes('{'))) return [word];
  const pieces: Piece[] = word.parts.flatMap((part): Piece[] => (part.type === 'literal' ? [...part.text] : [part]));
  const expanded = expand(pieces);
  return expanded.length === 1 && expanded[0]!.length === pieces.length ? [word] : expanded.map(wordOf);
}

function expand(pieces: readonly Piece[]): Piece[][] {
  for (let start = pieces.indexOf('{'); start >= 0; start = pieces.indexOf('{', start + 1)) {
    const group = groupAt(pieces, start);
    if (!group) continue;
    const before = pieces.slice(0, start);
    const after = expand(pieces.slice(group.end + 1));
    const results: Piece[][] = [];
    for (const middle of group.alternatives.flatMap((alternative) => expand(alternative))) {
      for (const rest of after) results.push([...before, ...middle, ...rest]);
      if (results.length > LIMITS.words) throw new ShellError('brace expansion: too many words');
    }
    return results;
  }
  return [[...pieces]];
}

function groupAt(pieces: readonly Piece[], start: number): { alternatives: Piece[][]; end: number } | null {
  let depth = 0;
  const commas: number[] = [];
  for (let at = start; at < pieces.length; at++) {
    const piece = pieces[at];
    if (piece === '{') depth++;
    else if (piece === ',' && depth === 1) commas.push(at);
    else if (piece === '}' && --depth === 0) {
      if (commas.length > 0) return { alternatives: split(pieces, [start, ...commas, at]), end: at };
      const sequence = sequenceOf(pieces.slice(start + 1, at));
      return sequence ? { alternatives: sequence.map((text) => [...text]), end: at } : null;
    }
  }
  return null;
}

function split(pieces: readonly Piece[], at: readonly number[]): Piece[][] {
  return at.slice(1).map((end, index) => pieces.slice(at[index]! + 1, end));
}

function sequenceOf(pieces: readonly Piece[]): string[] | null {
  if (!pieces.every((piece) => typeof piece === 'string')) return null;
  const found = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(pieces.join(''));
  if (!found) return null;
  const [, first = '', last = '', step = '1'] = found;
  const isNumber = /\d/.test(first);
  if (isNumber !== /\d/.test(last)) return null;
  const [from, to] = isNumber ? [Number(first), Number(last)] : [first.charCodeAt(0), last.charCodeAt(0)];
  const by = Math.max(1, Math.abs(Number(step)));
  if (Math.abs(to - from) / by > LIMITS.words) throw new ShellError('brace expansion: too many words');
  const padded = /^-?0\d/.test(first) || /^-?0\d/.test(last) ? Math.max(first.length, last.length) : 0;
  const texts: string[] = [];
  for (let value = from; from <= to ? value <= to : value >= to; value += from <= to ? by : -by) {
    texts.push(isNumber ? pad(value, padded) : String.fromCharCode(value));
  }
  return texts;
}

function pad(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0');
}

function wordOf(pieces: readonly Piece[]): Word {
  const parts: WordPart[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (typeof piece !== 'string') parts.push(piece);
    else if (last?.type === 'literal') parts[parts.length - 1] = { type: 'literal', text: last.text + piece };
    else parts.push({ type: 'literal', text: piece });
  }
  return { parts };
}
