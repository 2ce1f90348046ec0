/** Values of string fields by definition and field. Source: the `Enum` lines of pkg/generated/openapi/zz_generated.openapi.go. */
export function goEnums(source: string): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const enums = new Map<string, Map<string, readonly string[]>>();
  let fields: Map<string, readonly string[]> | undefined;
  let field = '';
  for (const line of source.split('\n')) {
    const start = /^func schema_(\w+)\(ref/.exec(line)?.[1];
    const definition = start && definitionName(start);
    if (start) fields = undefined;
    if (definition) {
      fields = new Map();
      enums.set(definition, fields);
    }
    field = /^\t{5}"([^"]+)": \{$/.exec(line)?.[1] ?? field;
    const values = /^\t+Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line)?.[1];
    if (values !== undefined) fields?.set(field, JSON.parse(`[${values}]`) as string[]);
  }
  return enums;
}

/** `k8sio_api_core_v1_Pod` → `io.k8s.api.core.v1.Pod`. Types outside k8s.io/api have no enums that are served. */
function definitionName(generated: string): string | undefined {
  const match = /^k8sio_api_(\w+)_(v\w+?)_(\w+)$/.exec(generated);
  return match ? `io.k8s.api.${match[1]}.${match[2]}.${match[3]}` : undefined;
}
