/** A static type of the Common Expression Language (cel-spec langdef.md; cel-go common/types). */
export type CelType =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'list'; readonly element: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | ObjectType
  | { readonly kind: 'optional'; readonly element: CelType }
  /** `type(x)`. */
  | { readonly kind: 'type'; readonly of?: CelType }
  /** A library's own type: `kubernetes.Quantity`, `net.IP`. */
  | { readonly kind: 'opaque'; readonly name: string }
  /** A type that a function takes for any: `A` in list(A). Only in declarations of functions. */
  | { readonly kind: 'parameter'; readonly name: string };

export type SimpleKind =
  | 'dyn'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null'
  | 'timestamp'
  | 'duration';

/** An object with known fields. `name` is what messages print (`object`, `Object`, `io.k8s.api.core.v1.Pod`). */
export interface ObjectType {
  readonly kind: 'object';
  readonly name: string;
  /**
   * By the name that expressions use (escaped: see `escapeFieldName`). A getter for types that contain themselves.
   * `json` is the field's name in JSON where it differs.
   */
  readonly fields: Readonly<Record<string, FieldType>>;
}

export interface FieldType {
  readonly type: CelType;
  /** The key in JSON; absent: the same as in expressions. */
  readonly json?: string;
}

const simple = (kind: SimpleKind): CelType => Object.freeze({ kind });

export const DYN = simple('dyn');
export const BOOL = simple('bool');
export const INT = simple('int');
export const UINT = simple('uint');
export const DOUBLE = simple('double');
export const STRING = simple('string');
export const BYTES = simple('bytes');
export const NULL = simple('null');
export const TIMESTAMP = simple('timestamp');
export const DURATION = simple('duration');
export const listOf = (element: CelType): CelType => ({ kind: 'list', element });
export const mapOf = (key: CelType, value: CelType): CelType => ({ kind: 'map', key, value });
export const optionalOf = (element: CelType): CelType => ({ kind: 'optional', element });
export const opaque = (name: string): CelType => ({ kind: 'opaque', name });

const WELL_KNOWN: Readonly<Record<string, string>> = {
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  null: 'null',
};

/** As cel-go prints a type in its messages (checker/format.go, types.Type.String). */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${typeText(type.element)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'optional':
      return `optional_type(${typeText(type.element)})`;
    case 'type':
      return type.of ? `type(${typeText(type.of)})` : 'type';
    case 'object':
    case 'opaque':
    case 'parameter':
      return type.name;
    default:
      return WELL_KNOWN[type.kind] ?? type.kind;
  }
}
