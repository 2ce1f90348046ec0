/** One definition of generated/schemas.json. Short keys keep the table small. */
export interface CompactDefinition {
  /** Properties. */
  readonly p?: Readonly<Record<string, CompactProperty>>;
  /** Required properties. */
  readonly r?: readonly string[];
  readonly mt?: 'atomic' | 'granular';
  /** Group, version, kind. */
  readonly g?: readonly (readonly [group: string, version: string, kind: string])[];
}

/** A type code, or a type code with what else is known of the property. */
export type CompactProperty =
  | string
  | {
      /** `string`, `int32`, `int64`, `double`, `boolean`, `byte`, `object`, `any`, `#Definition`, `[items`, `{values`. */
      t: string;
      /** List type, list map keys, map type, patch strategy, patch merge key. */
      lt?: 'atomic' | 'set' | 'map';
      lk?: readonly string[];
      mt?: 'atomic' | 'granular';
      ps?: string;
      pk?: string;
      /** Go's type where it is not plain from `t`. */
      go?: string;
      /** What Go's encoder writes when the field is not set. */
      z?: 'object' | 'scalar' | 'null';
      /** A scalar behind a pointer: its zero value is one, and not the same as nothing. */
      n?: 1;
      /** Values it may have (of a list: its items). */
      e?: readonly string[];
      /** OpenAPI's default where `impliedDefault` does not say it; null: none. */
      d?: unknown;
    };

/** OpenAPI's default of a field that Go always writes: an empty struct, a zero scalar. Source: kube-openapi/pkg/generators. */
export function impliedDefault(code: string, zero: 'object' | 'scalar' | 'null' | undefined): unknown {
  if (zero === 'object') return {};
  return zero === 'scalar' ? zeroScalar(code) : undefined;
}

/** The default of a list's items and a map's values. */
export function impliedItemDefault(code: string): unknown {
  if (!code.startsWith('#')) return zeroScalar(code);
  return /\.(Quantity|IntOrString|RawExtension|JSON|JSONSchemaPropsOr\w+|Time|MicroTime)$/.test(code) ? undefined : {};
}

function zeroScalar(code: string): unknown {
  if (code === 'string') return '';
  if (code === 'boolean') return false;
  return ['int32', 'int64', 'double'].includes(code) ? 0 : undefined;
}
