/** The structure of a type, expanded from the generated table. Frozen and shared by all clusters of a process. */
export interface Schema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'any';
  readonly format?: string;
  /** Quantity and IntOrString take strings or numbers. */
  readonly special?: 'quantity' | 'int-or-string' | 'time' | 'micro-time' | 'raw' | 'fields-v1' | 'json';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  /** Maps: the schema of the values. */
  readonly additionalProperties?: Schema;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  /** x-kubernetes-patch-strategy, split at commas: merge, replace, retainKeys. */
  readonly patchStrategy?: readonly string[];
  readonly patchMergeKey?: string;
  /** The definition's full name (io.k8s.api.core.v1.PodSpec); absent on inline schemas. */
  readonly definition?: string;
  /**
   * Go's name of the type for error texts: `v1.DeploymentSpec`, `int32`, `[]v1.Container`; a struct's part after the dot is
   * what stands in `cannot unmarshal … into Go struct field DeploymentSpec.spec.replicas`.
   */
  readonly goType?: string;
  /** What the real server's encoder writes when the field is not set: `{}`, a zero scalar, null; absent: nothing. */
  readonly zero?: 'object' | 'scalar' | 'null';
  /** A typed server cannot tell the field's zero value ('', 0, false, an empty list or map) from nothing, and leaves it out. */
  readonly omitsZero?: boolean;
  /** What a server fills in when the field is left out, where the schema itself says so (custom resources). */
  readonly default?: unknown;
  /** x-kubernetes-preserve-unknown-fields: fields that are not declared may stand here. */
  readonly preservesUnknownFields?: boolean;
}
