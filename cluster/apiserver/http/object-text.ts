import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { definitionOf } from '../../resources/schema-table.ts';
import { managedMetadata, withManagedFields } from '../apply/ownership.ts';
import { isMap } from '../json.ts';

const texts = new WeakMap<KubernetesObject, string>();
const metadataTexts = new WeakMap<KubernetesObject['metadata'], string>();

/** An object as JSON, managedFields included: worked out once for each version of a stored object. */
export function objectText(object: KubernetesObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(withManagedFields(object));
    // What is not frozen may still change.
    if (Object.isFrozen(object)) texts.set(object, text);
  }
  return text;
}

/** A meta.k8s.io/v1 PartialObjectMetadata as JSON. */
export function partialMetadataText(object: KubernetesObject): string {
  let text = metadataTexts.get(object.metadata);
  if (text === undefined) {
    const metadata = JSON.stringify(managedMetadata(object));
    text = `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":${metadata}}`;
    if (Object.isFrozen(object.metadata)) metadataTexts.set(object.metadata, text);
  }
  return text;
}

/** Any answer as JSON: a list is put together from the texts of its objects. */
export function answerText(value: unknown): string {
  if (!isResource(value)) return JSON.stringify(value);
  const { items } = value;
  if (!Array.isArray(items) || !value.kind.endsWith('List')) return objectText(value);
  const { items: _, ...rest } = value;
  const head = JSON.stringify(rest);
  const separator = head === '{}' ? '' : ',';
  const isTyped = isTypedList(value);
  const parts = items.map((item: unknown) => {
    if (!isResource(item)) return JSON.stringify(item);
    const text = objectText(item);
    return isTyped ? text.replace(TYPE, '{') : text;
  });
  return `${head.slice(0, -1)}${separator}"items":[${parts.join(',')}]}`;
}

/** The same as a value, for what is not written as JSON. */
export function answerValue(value: unknown): unknown {
  if (!isResource(value)) return value;
  if (!Array.isArray(value.items) || !value.kind.endsWith('List')) return withManagedFields(value);
  const isTyped = isTypedList(value);
  const items = value.items.map((item: unknown) => {
    if (!isResource(item)) return item;
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = withManagedFields(item);
    return isTyped ? rest : withManagedFields(item);
  });
  return { ...value, items };
}

const TYPE = /^\{"(?:kind|apiVersion)":"[^"]*","(?:kind|apiVersion)":"[^"]*",/;

/** Items of Go's typed lists do not say what they are: the list does. Those of custom resources and partial metadata do. */
function isTypedList({ apiVersion, kind }: KubernetesObject): boolean {
  const [version = '', group = ''] = (apiVersion ?? '').split('/').reverse();
  return definitionOf(group, version, kind ?? '') !== undefined;
}

function isResource(value: unknown): value is KubernetesObject {
  return isMap(value) && isMap(value.metadata) && typeof value.kind === 'string' && value.kind !== 'Status';
}
