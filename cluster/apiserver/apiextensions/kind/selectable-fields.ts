import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { parseJsonPath } from './json-path.ts';
import { textOf } from './printer-columns.ts';

/** Values for field selectors by the path's text without its first dot (registry/customresource selectableFields). */
export function selectableFieldsOf(
  paths: readonly { readonly jsonPath: string }[] | undefined,
): ((object: KubernetesObject) => Record<string, string>) | undefined {
  if (!paths || paths.length === 0) return undefined;
  const fields = paths.map(({ jsonPath }) => ({ name: jsonPath.replace(/^\./, ''), path: parseJsonPath(jsonPath) }));
  return (object) =>
    Object.fromEntries(
      fields.map(({ name, path }) => {
        const [value] = path(object);
        return [name, value === undefined || value === null ? '' : textOf(value)];
      }),
    );
}
