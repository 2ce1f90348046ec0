/** A query parameter as clients write it: `true`, `1`, or nothing behind its name (apimachinery/pkg/runtime/conversion.go). */
export function booleanParameter(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && !/^(false|0)$/i.test(text);
}
