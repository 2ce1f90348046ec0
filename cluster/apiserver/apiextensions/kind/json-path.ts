import { isMap } from '../../json.ts';

/** One step of a path; takes each value to those it leads to. */
type Step = (value: unknown) => unknown[];

export type JsonPath = (object: unknown) => unknown[];

export class JsonPathError extends Error {}

const MAX_LENGTH = 1024;
const MAX_RESULTS = 10_000;

/** `.status.conditions[?(@.type=="Ready")].status` (client-go util/jsonpath), missing keys allowed. Throws JsonPathError. */
export function parseJsonPath(text: string): JsonPath {
  if (text.length > MAX_LENGTH) throw new JsonPathError('path is too long');
  const steps = stepsOf(text);
  return (object) => steps.reduce<unknown[]>((values, step) => values.flatMap(step).slice(0, MAX_RESULTS), [object]);
}

const FIELD = /^((?:[^\s.[\]{}()"'|,*\\]|\\.)+)/;

function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  let rest = text.replace(/^[$@]/, '');
  while (rest !== '') {
    const { step, length } = nextStep(rest);
    steps.push(step);
    rest = rest.slice(length);
  }
  return steps;
}

function nextStep(rest: string): { step: Step; length: number } {
  if (rest === '.') return { step: (value) => [value], length: 1 };
  if (rest.startsWith('..')) return { step: descendants, length: rest[2] === '[' ? 2 : 1 };
  if (rest.startsWith('.*')) return { step: children, length: 2 };
  if (rest.startsWith('.[')) return { step: (value) => [value], length: 1 };
  if (rest.startsWith('.')) {
    const name = FIELD.exec(rest.slice(1))?.[1];
    if (name === undefined) throw new JsonPathError(`unrecognized character in action: ${rest}`);
    return { step: field(name.replace(/\\(.)/g, '$1')), length: name.length + 1 };
  }
  if (rest.startsWith('[')) {
    const length = bracketLength(rest);
    return { step: bracket(rest.slice(1, length - 1).trim()), length };
  }
  throw new JsonPathError(`unrecognized character in action: ${rest}`);
}

/** Up to the bracket that closes the first, whatever stands in quotes. */
function bracketLength(text: string): number {
  let depth = 0;
  let quote = '';
  for (const [index, character] of [...text].entries()) {
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return index + 1;
  }
  throw new JsonPathError('unterminated array');
}

function bracket(inside: string): Step {
  if (inside === '*') return children;
  if (inside.startsWith('?(') && inside.endsWith(')')) return filter(inside.slice(2, -1));
  const quoted = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")$/.exec(inside);
  if (quoted) return field((quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1'));
  if (/^-?\d+$/.test(inside)) return slice(Number(inside), undefined, 1);
  const range = /^(-?\d*):(-?\d*)(?::(\d*))?$/.exec(inside);
  if (range) {
    const number = (part: string | undefined) => (part ? Number(part) : undefined);
    return slice(number(range[1]) ?? 0, number(range[2]) ?? Number.POSITIVE_INFINITY, number(range[3]) ?? 1);
  }
  const parts = inside.split(',').map((part) => part.trim());
  if (parts.length < 2) throw new JsonPathError(`invalid array index ${inside}`);
  const steps = parts.map(bracket);
  return (value) => steps.flatMap((step) => step(value));
}

function field(name: string): Step {
  return (value) => (isMap(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : []);
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? Object.values(value) : [];
}

function descendants(value: unknown): unknown[] {
  return [value, ...children(value).flatMap(descendants)];
}

/** Undefined `end`: the one item at `start`. */
function slice(start: number, end: number | undefined, step: number): Step {
  return (value) => {
    if (!Array.isArray(value)) return [];
    const from = start < 0 ? start + value.length : start;
    if (end === undefined) return from >= 0 && from < value.length ? [value[from]] : [];
    return value.slice(start, end).filter((_, index) => index % step === 0);
  };
}

const COMPARISON = /^(.+?)\s*(==|!=|<=|>=|<|>)\s*(.+)$/;

function filter(expression: string): Step {
  const found = COMPARISON.exec(expression.trim());
  if (!found) {
    const exists = parseJsonPath(expression.trim());
    return (value) => children(value).filter((item) => exists(item).length > 0);
  }
  const [, left = '', operator = '', right = ''] = found;
  const [leftOf, rightOf] = [operand(left), operand(right)];
  return (value) => children(value).filter((item) => compare(leftOf(item), operator, rightOf(item)));
}

function operand(text: string): (item: unknown) => unknown {
  const trimmed = text.trim();
  const quoted = /^'(.*)'$|^"(.*)"$/.exec(trimmed);
  if (quoted) return () => quoted[1] ?? quoted[2];
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return () => Number(trimmed);
  if (trimmed === 'true' || trimmed === 'false') return () => trimmed === 'true';
  const path = parseJsonPath(trimmed);
  return (item) => path(item)[0];
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== undefined && left !== right;
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false;
  const [a, b] = [left, right as typeof left];
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a >= b;
}
