import { KubectlError } from '../errors.ts';
import { isRecord } from '../json.ts';
import { goSyntax, quoted, typeOf } from './go-template/values.ts';
import { toCompactJson, toJson } from './json.ts';
import { type Expression, parseTemplateText, type Segment, type Step } from './jsonpath-parser.ts';

/** A parsed template, and as it was written. */
export interface JsonPath {
  readonly source: string;
  readonly segments: readonly Segment[];
}

/** What went wrong while a template was evaluated. */
class Failure extends KubectlError {
  readonly why: string;
  constructor(why: string) {
    super(`error: ${why}`);
    this.why = why;
  }
}

export function parseJsonPath(text: string): JsonPath {
  return { source: text, segments: parseTemplateText(text) };
}

/** `metadata.name` and `.metadata.name` and `{.metadata.name}` all mean the same (get.RelaxedJSONPathExpression). */
export function relaxed(expression: string): string {
  const inner = /^\{\.?(.*)\}$/.exec(expression)?.[1] ?? expression.replace(/^\./, '');
  return inner === '' ? '{}' : `{.${inner}}`.replace('{.[', '{[');
}

/** Every value the template's expressions find. */
export function evaluateJsonPath(path: JsonPath, root: unknown, allowMissing: boolean): unknown[] {
  const values: unknown[] = [];
  for (const segment of path.segments) {
    if (segment.kind === 'expression') values.push(...evaluate(segment.expression, root, root, allowMissing));
  }
  return values;
}

export function printJsonPath(path: JsonPath, root: unknown, allowMissing: boolean, asJson = false): string {
  try {
    if (asJson) return toJson(evaluateJsonPath(path, root, allowMissing));
    return render(path.segments, root, root, allowMissing);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new KubectlError(
      `error: error executing jsonpath ${quoted(path.source)}: Error executing template: ${error.why}. Printing more information for debugging the template:\n` +
        `\ttemplate was:\n\t\t${path.source}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(root)}\n\n\n`,
    );
  }
}

function render(path: readonly Segment[], root: unknown, current: unknown, allowMissing: boolean): string {
  let text = '';
  for (const segment of path) {
    if (segment.kind === 'text') text += segment.text;
    else if (segment.kind === 'expression') {
      text += evaluate(segment.expression, root, current, allowMissing)
        .map((value) => formatValue(value))
        .join(' ');
    } else {
      for (const item of evaluate(segment.expression, root, current, allowMissing)) {
        text += render(segment.body, root, item, allowMissing);
      }
    }
  }
  return text;
}

/** fmt.Sprint of scalars, JSON of maps and lists. */
export function formatValue(value: unknown, goStyle = false): string {
  if (value === null || value === undefined) return goStyle ? '<nil>' : '';
  if (typeof value === 'string') return value;
  if (goStyle && (isRecord(value) || Array.isArray(value))) return goFormat(value);
  return typeof value === 'object' ? toCompactJson(value) : String(value);
}

/** Go's %v of maps and slices, which custom-columns prints. */
function goFormat(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goFormat).join(' ')}]`;
  if (!isRecord(value)) return String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goFormat(value[key])}`)
    .join(' ')}]`;
}

function evaluate(expression: Expression, root: unknown, current: unknown, allowMissing: boolean): unknown[] {
  if (expression.literal !== undefined) return [expression.literal];
  if (expression.identifier === 'end') throw new Failure('not in range, nothing to end');
  if (expression.identifier !== undefined) throw new Failure(`unrecognized identifier ${expression.identifier}`);
  let values: unknown[] = [expression.fromRoot ? root : current];
  for (const step of expression.steps) {
    // A union goes over all values once for each of its parts.
    values =
      step.kind === 'union'
        ? step.expressions.flatMap((part) => values.flatMap((value) => evaluate(part, root, value, allowMissing)))
        : values.flatMap((value) => apply(step, value, root, allowMissing));
  }
  return values;
}

function apply(
  step: Exclude<Step, { kind: 'union' }>,
  value: unknown,
  root: unknown,
  allowMissing: boolean,
): unknown[] {
  switch (step.kind) {
    case 'field':
      return field(value, step.name, allowMissing);
    case 'wildcard':
      if (Array.isArray(value)) return value;
      return isRecord(value)
        ? Object.keys(value)
            .sort()
            .map((key) => value[key])
        : [];
    case 'recursive':
      return descendants(value);
    case 'index':
      return index(value, step.at);
    case 'slice':
      return slice(value, step.from, step.to, step.by);
    case 'filter':
      return items(value).filter((item) => holds(step.left, step.operator, step.right, item, root));
  }
}

function field(value: unknown, name: string, allowMissing: boolean): unknown[] {
  if (isRecord(value) && Object.hasOwn(value, name)) return [value[name]];
  if (allowMissing) return [];
  throw new Failure(`${name} is not found`);
}

function items(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : [];
}

function descendants(value: unknown): unknown[] {
  return [
    value,
    ...items(value)
      .filter((item) => typeof item === 'object' && item !== null)
      .flatMap(descendants),
  ];
}

function index(value: unknown, at: number): unknown[] {
  if (!Array.isArray(value)) {
    throw new Failure(`${typeOf(value)} is not array or slice`);
  }
  const place = at < 0 ? value.length + at : at;
  if (place >= 0 && place < value.length) return [value[place]];
  throw new Failure(`array index out of bounds: index ${at}, length ${value.length}`);
}

function slice(value: unknown, from: number | null, to: number | null, by: number | null): unknown[] {
  if (!Array.isArray(value)) return [];
  const place = (at: number) => (at < 0 ? value.length + at : at);
  const part = value.slice(from === null ? 0 : place(from), to === null ? undefined : place(to));
  const step = Math.max(1, by ?? 1);
  return part.filter((_item, at) => at % step === 0);
}

function holds(left: Expression, operator: string, right: Expression | null, item: unknown, root: unknown): boolean {
  const leftValues = evaluate(left, root, item, true);
  if (operator === 'exists' || !right) return leftValues.length > 0;
  const rightValues = evaluate(right, root, item, true);
  if (leftValues.length === 0 || rightValues.length === 0) return false;
  return compare(leftValues[0], operator, rightValues[0]);
}

function compare(a: unknown, operator: string, b: unknown): boolean {
  if (typeof a !== typeof b) throw new Failure('incompatible types for comparison');
  const left = a as string | number;
  const right = b as string | number;
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}
