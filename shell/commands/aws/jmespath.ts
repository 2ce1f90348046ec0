import { parseQuery } from './jmespath-parser.ts';
import { type Query, QueryError } from './jmespath-syntax.ts';

/** What a JMESPath expression makes of a JSON value; null where it finds nothing. Throws `QueryError`. */
export function search(expression: string, value: unknown): unknown {
  return evaluate(parseQuery(expression), value) ?? null;
}

function evaluate(query: Query, value: unknown): unknown {
  switch (query.kind) {
    case 'current':
      return value;
    case 'literal':
      return query.value;
    case 'field':
      return isMap(value) && Object.hasOwn(value, query.name) ? (value[query.name] ?? null) : null;
    case 'index':
      return Array.isArray(value) ? (value.at(query.at) ?? null) : null;
    case 'slice':
      return slice(value, query);
    case 'chain':
      return evaluate(query.right, evaluate(query.left, value));
    case 'project':
      return project(query, evaluate(query.left, value));
    case 'filter': {
      const items = evaluate(query.left, value);
      if (!Array.isArray(items)) return null;
      return each(
        items.filter((item) => isTrue(evaluate(query.condition, item))),
        query.right,
      );
    }
    case 'list':
      return value === null ? null : query.items.map((item) => evaluate(item, value));
    case 'map':
      return value === null
        ? null
        : Object.fromEntries(query.entries.map(([name, item]) => [name, evaluate(item, value)]));
    case 'compare':
      return compare(query.operator, evaluate(query.left, value), evaluate(query.right, value));
    case 'or': {
      const left = evaluate(query.left, value);
      return isTrue(left) ? left : evaluate(query.right, value);
    }
    case 'and': {
      const left = evaluate(query.left, value);
      return isTrue(left) ? evaluate(query.right, value) : left;
    }
    case 'not':
      return !isTrue(evaluate(query.operand, value));
    case 'reference':
      return (item: unknown) => evaluate(query.operand, item);
    case 'call':
      return call(
        query.name,
        query.parameters.map((parameter) => evaluate(parameter, value)),
      );
  }
}

function slice(value: unknown, { start, stop, step }: Extract<Query, { kind: 'slice' }>): unknown {
  if (!Array.isArray(value)) return null;
  if (step === 0) throw new QueryError('Bad value for --query: slice step cannot be 0');
  const length = value.length;
  const bound = (at: number) =>
    at < 0 ? Math.max(step < 0 ? -1 : 0, at + length) : Math.min(at, step < 0 ? length - 1 : length);
  const from = start === null ? (step < 0 ? length - 1 : 0) : bound(start);
  const to = stop === null ? (step < 0 ? -1 : length) : bound(stop);
  const found: unknown[] = [];
  for (let at = from; step < 0 ? at > to : at < to; at += step) found.push(value[at]);
  return found;
}

function project({ over, right }: Extract<Query, { kind: 'project' }>, value: unknown): unknown {
  if (over === 'values') return isMap(value) ? each(Object.values(value), right) : null;
  if (!Array.isArray(value)) return null;
  return each(over === 'flat' ? value.flat() : value, right);
}

/** Items for which there is nothing are left out. */
function each(items: readonly unknown[], query: Query): unknown[] {
  return items.map((item) => evaluate(query, item)).filter((item) => item !== null && item !== undefined);
}

function compare(operator: string, left: unknown, right: unknown): unknown {
  if (operator === '==') return isEqual(left, right);
  if (operator === '!=') return !isEqual(left, right);
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function isEqual(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.keys(value).length > 0 : true;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const FUNCTIONS: Readonly<Record<string, (...parameters: unknown[]) => unknown>> = {
  contains: (where: unknown, what: unknown) =>
    typeof where === 'string' ? where.includes(String(what)) : items(where).some((item) => isEqual(item, what)),
  ends_with: (text, end) => String(text).endsWith(String(end)),
  join: (glue, parts) => texts(parts).join(String(glue)),
  keys: (map) => (isMap(map) ? Object.keys(map) : null),
  length: (value) =>
    typeof value === 'string' || Array.isArray(value) ? value.length : isMap(value) ? Object.keys(value).length : null,
  max: (list) => (items(list).length > 0 ? Math.max(...items(list).map(Number)) : null),
  min: (list) => (items(list).length > 0 ? Math.min(...items(list).map(Number)) : null),
  not_null: (...values) => values.find((value) => value !== null && value !== undefined) ?? null,
  reverse: (value) => (typeof value === 'string' ? [...value].reverse().join('') : [...items(value)].reverse()),
  sort: (list) => sortedBy(items(list), undefined),
  sort_by: (list, by) => sortedBy(items(list), by),
  starts_with: (text, start) => String(text).startsWith(String(start)),
  sum: (list) => items(list).reduce<number>((sum, item) => sum + Number(item), 0),
  to_number: (value) => (Number.isFinite(Number(value)) ? Number(value) : null),
  to_string: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  values: (map) => (isMap(map) ? Object.values(map) : null),
};

function call(name: string, parameters: readonly unknown[]): unknown {
  const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!run) throw new QueryError(`Bad value for --query: Unknown function: ${name}()`);
  return run(...parameters);
}

function sortedBy(list: readonly unknown[], by: unknown): unknown[] {
  const key =
    typeof by === 'function' ? (item: unknown) => (by as (item: unknown) => unknown)(item) : (item: unknown) => item;
  return [...list].sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    return String(one) < String(other) ? -1 : String(one) > String(other) ? 1 : 0;
  });
}
