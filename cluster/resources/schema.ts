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
  /** Go's names for error texts: `DeploymentSpec` in `cannot unmarshal … into Go struct field DeploymentSpec.spec.replicas`. */
  readonly goType?: string;
}
