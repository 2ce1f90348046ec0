import { isWordCode } from './character-classes.ts';
import type { CodeRange, ExpressionNode } from './syntax.ts';

const hex = (code: number) => `\\x{${code.toString(16)}}`;
/** Bytes that are no characters (see byte-text.ts): nothing but themselves matches them. */
const INVALID: CodeRange = [0xdc80, 0xdcff];
const MOST_REPEATS = 1000;

/** The expression in RE2's syntax; null when it cannot be matched in linear time. `multiline` is for `^` and `$`. */
export function linearForm(node: ExpressionNode): string | null {
  switch (node.kind) {
    case 'set':
      return setForm(node.ranges, node.negated);
    case 'assert':
      return ASSERTIONS[node.what] ?? null;
    case 'group': {
      const body = node.atomic ? null : linearForm(node.body);
      return body === null ? null : `(${node.index === null ? '?:' : ''}${body})`;
    }
    case 'sequence':
      return sequenceForm(node.parts);
    case 'choice':
      return joined(node.options, '|', (form) => `(?:${form})`);
    case 'repeat':
      return repeatForm(node);
    default:
      return null;
  }
}

const ASSERTIONS: Readonly<Record<string, string>> = {
  'line-start': '^',
  'line-end': '$',
  'text-start': '\\A',
  'text-end': '\\z',
  boundary: '\\b',
  'no-boundary': '\\B',
};

function joined(nodes: readonly ExpressionNode[], by: string, wrap: (form: string) => string): string | null {
  const forms = nodes.map(linearForm);
  return forms.every((form) => form !== null) ? (nodes.length === 0 ? '(?:)' : forms.map(wrap).join(by)) : null;
}

function sequenceForm(parts: readonly ExpressionNode[]): string | null {
  let result = '';
  for (const [index, part] of parts.entries()) {
    const form = wordEdge(part, parts[index - 1], parts[index + 1]) ?? linearForm(part);
    if (form === null) return null;
    result += part.kind === 'choice' ? `(?:${form})` : form;
  }
  return result === '' ? '(?:)' : result;
}

/** `\<` before what is a letter of a word anyway, and `\>` behind it, are plain boundaries. */
function wordEdge(part: ExpressionNode, before?: ExpressionNode, after?: ExpressionNode): string | null {
  if (part.kind !== 'assert') return null;
  if (part.what === 'word-start' && after && edgeIsWord(after, 'first')) return '\\b';
  return part.what === 'word-end' && before && edgeIsWord(before, 'last') ? '\\b' : null;
}

function edgeIsWord(node: ExpressionNode, edge: 'first' | 'last'): boolean {
  if (node.kind === 'set') {
    return (
      !node.negated &&
      node.ranges.every(([from, to]) => to < 0x80 && isWordCode(from) && isWordCode(to) && to - from < 26)
    );
  }
  if (node.kind === 'repeat') return node.minimum > 0 && edgeIsWord(node.body, edge);
  if (node.kind === 'group') return edgeIsWord(node.body, edge);
  if (node.kind === 'choice') return node.options.every((option) => edgeIsWord(option, edge));
  const part = node.kind === 'sequence' ? node.parts.at(edge === 'first' ? 0 : -1) : undefined;
  return part !== undefined && edgeIsWord(part, edge);
}

function setForm(ranges: readonly CodeRange[], negated: boolean): string {
  if (!negated && ranges.length === 1 && ranges[0]![0] === ranges[0]![1]) {
    const code = ranges[0]![0];
    const isPlain =
      (code >= 0x30 && code <= 0x39) ||
      (code >= 0x41 && code <= 0x5a) ||
      (code >= 0x61 && code <= 0x7a) ||
      code === 0x20;
    return isPlain ? String.fromCharCode(code) : hex(code);
  }
  const everything = !negated && ranges.length === 1 && ranges[0]![0] === 0 && ranges[0]![1] === 0x10ffff;
  if (everything) return `[^${hex(INVALID[0])}-${hex(INVALID[1])}]`;
  const inside = [...ranges, ...(negated ? [INVALID] : [])].map(([from, to]) => `${hex(from)}-${hex(to)}`).join('');
  return `[${negated ? '^' : ''}${inside}]`;
}

function repeatForm(node: Extract<ExpressionNode, { kind: 'repeat' }>): string | null {
  const { minimum, maximum, mode } = node;
  const body = mode === 'possessive' ? null : linearForm(node.body);
  if (body === null || minimum > MOST_REPEATS || (Number.isFinite(maximum) && maximum > MOST_REPEATS)) return null;
  const lazy = mode === 'lazy' ? '?' : '';
  const atom =
    node.body.kind === 'set' || (node.body.kind === 'group' && node.body.index !== null) ? body : `(?:${body})`;
  if (minimum === 0 && maximum === 1) return `${atom}?${lazy}`;
  if (maximum === Number.POSITIVE_INFINITY && minimum < 2) return `${atom}${minimum === 0 ? '*' : '+'}${lazy}`;
  const bounds = maximum === minimum ? `${minimum}` : `${minimum},${Number.isFinite(maximum) ? maximum : ''}`;
  return `${atom}{${bounds}}${lazy}`;
}
