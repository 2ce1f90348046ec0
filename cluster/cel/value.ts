import type { CelType, ObjectType } from './cel-type.ts';
import {
  BOOL,
  BYTES,
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

/**
 * What expressions work on. int is a bigint, double a number, list an array, bytes a Uint8Array; the rest are classes.
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly CelValue[]
  | CelMap
  | Unsigned
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | OpaqueValue;

/** uint */
export class Unsigned {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** Nanoseconds since the Unix epoch. */
export class Timestamp {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** Nanoseconds. */
export class Duration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** What `type(x)` gives, and what `int` stands for: a type's name. */
export class TypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  static readonly NONE = new Optional(undefined);
  /** Undefined: none. */
  readonly value: CelValue | undefined;
  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

/** A library's own value. */
export abstract class OpaqueValue {
  abstract readonly typeName: string;
  abstract equals(other: OpaqueValue): boolean;
  /** What `string(x)` gives, where that exists. */
  text?(): string;
}

/** A map, or an object with fields: JSON that is read as its type says when it is looked at. */
export abstract class CelMap {
  abstract readonly size: number;
  abstract get(key: CelValue): CelValue | undefined;
  abstract keys(): readonly CelValue[];
  abstract readonly type: CelType;
}

/** A map that an expression made. */
export class LiteralMap extends CelMap {
  readonly type = mapOf(DYN, DYN);
  readonly #entries = new Map<unknown, { key: CelValue; value: CelValue }>();

  constructor(entries: Iterable<readonly [CelValue, CelValue]>) {
    super();
    for (const [key, value] of entries) this.#entries.set(keyIdentity(key), { key, value });
  }
  get size(): number {
    return this.#entries.size;
  }
  get(key: CelValue): CelValue | undefined {
    return this.#entries.get(keyIdentity(key))?.value;
  }
  keys(): readonly CelValue[] {
    return Array.from(this.#entries.values(), ({ key }) => key);
  }
}

/** Equal numbers of different types are one key. */
function keyIdentity(key: CelValue): unknown {
  if (key instanceof Unsigned) return key.value;
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : key;
}

export function isOfType(value: CelValue, kind: 'list' | 'map'): boolean {
  return kind === 'list' ? Array.isArray(value) : value instanceof CelMap;
}

/** The type that a value shows while an expression runs. */
export function typeOf(value: CelValue): CelType {
  switch (typeof value) {
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
    case 'string':
      return STRING;
  }
  if (value === null) return NULL;
  if (Array.isArray(value)) return listOf(DYN);
  if (value instanceof Uint8Array) return BYTES;
  if (value instanceof CelMap) return value.type;
  if (value instanceof Unsigned) return UINT;
  if (value instanceof Timestamp) return TIMESTAMP;
  if (value instanceof Duration) return DURATION;
  if (value instanceof TypeValue) return { kind: 'type' };
  if (value instanceof Optional) return optionalOf(DYN);
  return opaque((value as OpaqueValue).typeName);
}

/** As `type(x)` prints: `int`, `list`, `google.protobuf.Timestamp`. */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case 'timestamp':
      return 'google.protobuf.Timestamp';
    case 'duration':
      return 'google.protobuf.Duration';
    case 'null':
      return 'null_type';
    case 'optional':
      return 'optional_type';
    case 'object':
    case 'opaque':
    case 'parameter':
      return type.name;
    default:
      return type.kind;
  }
}

export function isObjectType(type: CelType): type is ObjectType {
  return type.kind === 'object';
}
