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
    };
