import type { Schema } from '../../resources/schema.ts';
import { isMap, type JsonMap } from '../json.ts';
import { listTypeOf } from './typed-schema.ts';

/** An item of a list that cannot be told from the others: the message says why. */
export class NoPathElement extends Error {}

/** How an item of a list of type map or set is named: `k:{"name":"web"}`, `v:"a"` (typed/helpers.go listItemToPathElement). */
export function itemElement(item: unknown, list: Schema): string {
  return listTypeOf(list) === 'map' ? keyedElement(item, list) : setElement(item);
}

function keyedElement(item: unknown, list: Schema): string {
  if (item === null) throw new NoPathElement('associative list with keys may not have a null element');
  if (!isMap(item)) throw new NoPathElement('associative list with keys may not have non-map elements');
  const keys = list.listMapKeys ?? (list.patchMergeKey === undefined ? [] : [list.patchMergeKey]);
  const named: JsonMap = {};
  let found = false;
  for (const key of keys.length > 1 ? [...keys].sort() : keys) {
    const value = item[key] ?? defaultOf(key, list.items);
    if (value === undefined) continue;
    named[key] = value;
    found = true;
  }
  if (!found) {
    const names = keys.map((key) => JSON.stringify(key)).join(' ');
    const why = `omits all key fields [${names}] (and doesn't have default values for any key fields)`;
    throw new NoPathElement(`associative list with keys has an element that ${why}`);
  }
  return `k:${JSON.stringify(named)}`;
}

/** A key that is left out stands for its default, or for the zero value that Go always writes. */
function defaultOf(key: string, items: Schema | undefined): unknown {
  const field = items?.properties?.[key];
  if (field?.default !== undefined) return field.default;
  // The one key of a built-in list whose default is no zero value (ContainerPort, ServicePort).
  if (key === 'protocol' && items?.definition !== undefined) return 'TCP';
  if (items?.definition === 'io.k8s.api.core.v1.LocalObjectReference') return '';
  if (field?.zero !== 'scalar') return undefined;
  return { integer: 0, number: 0, boolean: false }[field.type as string] ?? '';
}

function setElement(item: unknown): string {
  if (item === null) throw new NoPathElement("associative list without keys has an element that's an explicit null");
  if (isMap(item)) throw new NoPathElement("associative list without keys has an element that's a map type");
  if (Array.isArray(item)) throw new NoPathElement('not supported: associative list with lists as elements');
  return `v:${JSON.stringify(item)}`;
}

/** `.spec`, `[name="web"]`, `[="a"]`, as messages name an element (fieldpath/element.go String). */
export function elementText(element: string): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const pairs = Object.entries(JSON.parse(rest) as JsonMap);
      return `[${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${rest}]`;
    default:
      return `[${rest}]`;
  }
}

export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('');
}
