import { isMap, type JsonMap } from '../json.ts';
import { joinPath, splitPath } from './field-paths.ts';

/** A set of paths as `fieldsV1` of a managedFields entry. */
export function encodeFieldsV1(paths: Iterable<string>): JsonMap {
  const root: JsonMap = {};
  for (const path of [...paths].sort()) {
    let node = root;
    for (const element of splitPath(path)) {
      const next = node[element];
      if (isMap(next)) node = next;
      else {
        const made: JsonMap = {};
        node[element] = made;
        node = made;
      }
    }
    // Told apart from a path that is only on the way to others; without children the dot is left out below.
    node['.'] = {};
  }
  return withoutLoneDots(root);
}

function withoutLoneDots(node: JsonMap): JsonMap {
  const keys = Object.keys(node);
  if (keys.length === 1 && keys[0] === '.') return {};
  const entries = keys
    .filter((key) => key !== '.')
    .map((key): [string, unknown] => [key, withoutLoneDots(node[key] as JsonMap)]);
  return Object.fromEntries(node['.'] ? [['.', {}], ...entries] : entries);
}

export function decodeFieldsV1(fields: unknown): Set<string> {
  const paths = new Set<string>();
  if (isMap(fields)) walk(fields, '', paths);
  return paths;
}

function walk(node: JsonMap, path: string, paths: Set<string>): void {
  const children = Object.entries(node).filter(([element]) => element !== '.');
  if (path !== '' && ('.' in node || children.length === 0)) paths.add(path);
  for (const [element, child] of children) if (isMap(child)) walk(child, joinPath(path, element), paths);
}
