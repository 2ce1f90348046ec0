import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  opaque,
  optionalOf,
  STRING,
  TIMESTAMP,
  UINT,
} from './cel-type.ts';

const SIMPLE: Readonly<Record<string, CelType>> = {
  bool: BOOL,
  bytes: BYTES,
  double: DOUBLE,
  Duration: DURATION,
  dyn: DYN,
  int: INT,
  null: NULL,
  string: STRING,
  Timestamp: TIMESTAMP,
  uint: UINT,
};

/** One way to call a function. */
export interface Overload {
  /** The first argument stands before the name: `a.f(b)`. */
  readonly isMember: boolean;
  readonly arguments: readonly CelType[];
  readonly result: CelType;
}

/** `string.(int, int) string`, `(list(A), A) bool`: the shorthand in which the libraries declare overloads. */
export function parseOverload(text: string): Overload {
  const found = /^(?:(.+)\.)?\((.*)\) (.+)$/.exec(text);
  if (!found) throw new Error(`no overload: ${text}`);
  const [, receiver, given = '', result = ''] = found;
  const others = given === '' ? [] : splitTopLevel(given).map(parseType);
  return {
    isMember: receiver !== undefined,
    arguments: receiver === undefined ? others : [parseType(receiver), ...others],
    result: parseType(result),
  };
}

function parseType(text: string): CelType {
  const trimmed = text.trim();
  const known = SIMPLE[trimmed];
  if (known) return known;
  const generic = /^(list|map|optional|type)\((.*)\)$/.exec(trimmed);
  if (generic) {
    const [first = DYN, second = DYN] = splitTopLevel(generic[2]!).map(parseType);
    if (generic[1] === 'list') return listOf(first);
    if (generic[1] === 'map') return mapOf(first, second);
    return generic[1] === 'optional' ? optionalOf(first) : { kind: 'type', of: first };
  }
  return /^[A-Z]$/.test(trimmed) ? { kind: 'parameter', name: trimmed } : opaque(trimmed);
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}
