import { type CelType, DYN, listOf, mapOf, optionalOf } from './cel-type.ts';

/** What type parameters have been found to stand for. */
export type Substitution = Map<string, CelType>;

/** The type with its parameters replaced; unknown ones as `dyn`, or kept. */
export function substitute(type: CelType, substitution: Substitution, keepUnknown = false): CelType {
  switch (type.kind) {
    case 'parameter': {
      const found = substitution.get(type.name);
      return found ? substitute(found, substitution, keepUnknown) : keepUnknown ? type : DYN;
    }
    case 'list':
      return listOf(substitute(type.element, substitution, keepUnknown));
    case 'map':
      return mapOf(substitute(type.key, substitution, keepUnknown), substitute(type.value, substitution, keepUnknown));
    case 'optional':
      return optionalOf(substitute(type.element, substitution, keepUnknown));
    case 'type':
      return type.of ? { kind: 'type', of: substitute(type.of, substitution, keepUnknown) } : type;
    default:
      return type;
  }
}

/**
 * Whether a value of type `found` may stand where `wanted` is asked for (cel-go checker/types.go internalIsAssignable);
 * binds parameters on the way.
 */
export function assignable(found: CelType, wanted: CelType, substitution: Substitution): boolean {
  const left = resolve(found, substitution);
  const right = resolve(wanted, substitution);
  if (left === right) return true;
  if (right.kind === 'parameter') return bind(right.name, left, substitution);
  if (left.kind === 'parameter') return bind(left.name, right, substitution);
  if (left.kind === 'dyn' || right.kind === 'dyn') return true;
  if (left.kind === 'null')
    return ['null', 'object', 'timestamp', 'duration', 'opaque', 'optional'].includes(right.kind);
  if (left.kind === 'list' && right.kind === 'list') return assignable(left.element, right.element, substitution);
  if (left.kind === 'map' && right.kind === 'map') {
    return assignable(left.key, right.key, substitution) && assignable(left.value, right.value, substitution);
  }
  if (left.kind === 'optional' && right.kind === 'optional') {
    return assignable(left.element, right.element, substitution);
  }
  if ((left.kind === 'object' || left.kind === 'opaque') && left.kind === right.kind) return left.name === right.name;
  return left.kind === right.kind;
}

function resolve(type: CelType, substitution: Substitution): CelType {
  let current = type;
  while (current.kind === 'parameter') {
    const next = substitution.get(current.name);
    if (!next) return current;
    current = next;
  }
  return current;
}

function bind(name: string, type: CelType, substitution: Substitution): boolean {
  if (type.kind === 'parameter' && type.name === name) return true;
  if (mentions(type, name, substitution)) return false;
  substitution.set(name, type);
  return true;
}

function mentions(type: CelType, name: string, substitution: Substitution): boolean {
  switch (type.kind) {
    case 'parameter': {
      const found = substitution.get(type.name);
      return type.name === name || (found !== undefined && mentions(found, name, substitution));
    }
    case 'list':
    case 'optional':
      return mentions(type.element, name, substitution);
    case 'map':
      return mentions(type.key, name, substitution) || mentions(type.value, name, substitution);
    default:
      return false;
  }
}

/** The type of a list's elements or a ternary's branches: their common one, else `dyn`. */
export function join(a: CelType | undefined, b: CelType, substitution: Substitution): CelType {
  if (!a) return b;
  const trial = new Map(substitution);
  if (!assignable(b, a, trial)) {
    const other = new Map(substitution);
    if (!assignable(a, b, other)) return DYN;
    for (const [name, type] of other) substitution.set(name, type);
    return mostGeneral(a, b, substitution);
  }
  for (const [name, type] of trial) substitution.set(name, type);
  return mostGeneral(a, b, substitution);
}

function mostGeneral(a: CelType, b: CelType, substitution: Substitution): CelType {
  const left = resolve(a, substitution);
  const right = resolve(b, substitution);
  if (left.kind === 'dyn' || right.kind === 'dyn') return DYN;
  return left.kind === 'null' ? right : left;
}
