import { KubectlError } from '../errors.ts';

/** kubectl's JSONPath dialect (k8s.io/client-go/util/jsonpath): text with `{…}` expressions and `{range …}…{end}`. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'range'; readonly expression: Expression; readonly body: readonly Segment[] };

export interface Expression {
  readonly fromRoot: boolean;
  readonly steps: readonly Step[];
  /** A quoted text or a number stands for itself. */
  readonly literal?: string | number | boolean;
  /** A word that is no field: only told to be unknown when it is evaluated. */
  readonly identifier?: string;
}

export type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' | 'recursive' }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'slice'; readonly from: number | null; readonly to: number | null; readonly by: number | null }
  | { readonly kind: 'union'; readonly expressions: readonly Expression[] }
  | {
      readonly kind: 'filter';
      readonly left: Expression;
      readonly operator: string;
      readonly right: Expression | null;
    };

const fail = (why: string, template: string): never => {
  throw new KubectlError(`error: error parsing jsonpath ${template}, ${why}`);
};

const NOTHING: Expression = { fromRoot: false, steps: [] };

/** Nesting allowed in one template. */
const MAX_DEPTH = 32;

export function parseTemplateText(template: string): Segment[] {
  const stack: { segments: Segment[]; range: Expression | null }[] = [{ segments: [], range: null }];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    const text = template.slice(at, open < 0 ? undefined : open);
    if (text) stack.at(-1)!.segments.push({ kind: 'text', text });
    if (open < 0) break;
    const close = closingBrace(template, open);
    action(template.slice(open + 1, close).trim(), stack, template);
    at = close + 1;
  }
  if (stack.length > 1) fail('unclosed range', template);
  return stack[0]!.segments;
}

function action(inner: string, stack: { segments: Segment[]; range: Expression | null }[], template: string): void {
  if (inner === 'end') {
    if (!stack.at(-1)!.range) {
      stack.at(-1)!.segments.push({ kind: 'expression', expression: { ...NOTHING, identifier: 'end' } });
      return;
    }
    const done = stack.pop()!;
    stack.at(-1)!.segments.push({ kind: 'range', expression: done.range!, body: done.segments });
    return;
  }
  const range = /^range\s*([.$@[\s].*)$/s.exec(inner);
  if (range) {
    if (stack.length > MAX_DEPTH) fail('too many ranges', template);
    stack.push({ segments: [], range: parseExpression(range[1]!.trim(), template) });
    return;
  }
  stack.at(-1)!.segments.push({ kind: 'expression', expression: parseExpression(inner, template) });
}

function closingBrace(template: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < template.length; at++) {
    const character = template[at]!;
    if (quote) {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '}') return at;
  }
  return fail(quote ? 'unterminated quoted string' : 'unclosed action', template);
}

export function parseExpression(text: string, template: string): Expression {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted && !quoted[2]!.includes(quoted[1]!)) return { fromRoot: false, steps: [], literal: unquote(quoted[2]!) };
  if (/^[-+]?\d+(\.\d+)?$/.test(text)) return { fromRoot: false, steps: [], literal: Number(text) };
  if (text === 'true' || text === 'false') return { ...NOTHING, literal: text === 'true' };
  const word = /^[\p{L}_][^\s.,[\]$@{}]*/u.exec(text)?.[0];
  if (word !== undefined) return { ...NOTHING, identifier: word };
  const fromRoot = text.startsWith('$');
  let rest = text.replace(/^[$@]/, '');
  const steps: Step[] = [];
  while (rest) {
    const { step, length } = nextStep(rest, template);
    if (step) steps.push(step);
    rest = rest.slice(length);
  }
  return { fromRoot, steps };
}

function nextStep(rest: string, template: string): { step: Step | null; length: number } {
  if (rest.startsWith('..')) return { step: { kind: 'recursive' }, length: rest[2] === '[' ? 2 : 1 };
  if (rest.startsWith('.[')) return { step: null, length: 1 };
  if (rest === '.') return { step: null, length: 1 };
  if (rest.startsWith('*')) return { step: { kind: 'wildcard' }, length: 1 };
  if (rest.startsWith('.*')) return { step: { kind: 'wildcard' }, length: 2 };
  if (rest.startsWith('[')) {
    const close = closingBracket(rest, template);
    return { step: bracketStep(rest.slice(1, close).trim(), template), length: close + 1 };
  }
  const match = /^\.?((?:\\.|[^.[\]{}\s*$@,|()])+)/.exec(rest);
  if (!match)
    return fail(
      `unrecognized character in action: U+${rest.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${rest[0]}'`,
      template,
    );
  return { step: { kind: 'field', name: match[1]!.replace(/\\(.)/g, '$1') }, length: match[0].length };
}

function closingBracket(text: string, template: string): number {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote) {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return at;
  }
  return fail('unterminated array', template);
}

/** `['a.b']` is read as the path `.a.b`. */
function keyed(text: string, template: string): Expression | null {
  const key = /^'([^']*)'$/.exec(text)?.[1];
  return key === undefined ? null : parseExpression(`.${key}`, template);
}

function bracketStep(inner: string, template: string): Step {
  const path = keyed(inner, template);
  if (path) return { kind: 'union', expressions: [path] };
  if (inner === '*') return { kind: 'wildcard' };
  const filter = /^\?\((.*)\)$/s.exec(inner);
  if (filter) return filterStep(filter[1]!.trim(), template);
  if (/^-?\d+$/.test(inner)) return { kind: 'index', at: Number(inner) };
  const slice = /^(-?\d*):(-?\d*)(?::(-?\d*))?$/.exec(inner);
  if (slice) {
    const part = (text: string | undefined) => (text ? Number(text) : null);
    return { kind: 'slice', from: part(slice[1]), to: part(slice[2]), by: part(slice[3]) };
  }
  const parts = inner.split(/,(?=(?:[^'"]*['"][^'"]*['"])*[^'"]*$)/).map((part) => part.trim());
  if (parts.length === 1) return fail(`invalid array index ${inner}`, template);
  const expressions = parts.map((part): Expression => {
    const path = keyed(part, template);
    if (path) return path;
    if (/^-?\d+$/.test(part)) return { fromRoot: false, steps: [{ kind: 'index', at: Number(part) }] };
    return parseExpression(part, template);
  });
  return { kind: 'union', expressions };
}

function filterStep(text: string, template: string): Step {
  const match = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/s.exec(text);
  if (!match) return { kind: 'filter', left: parseExpression(text, template), operator: 'exists', right: null };
  const right = match[3]!.trim();
  return {
    kind: 'filter',
    left: parseExpression(match[1]!.trim(), template),
    operator: match[2]!,
    right: parseExpression(right, template),
  };
}

function unquote(text: string): string {
  return text.replace(/\\([nrt\\'"])/g, (_whole, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter);
}
