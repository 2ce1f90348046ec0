import type { KubernetesObject, Status } from '../../machinery/kubernetes-object.ts';
import {
  encodeList,
  encodeMessage,
  envelope,
  listItemDefinition,
  protobufDefinition,
} from '../../resources/protobuf-encoder.ts';
import { managedMetadata, withManagedFields } from '../apply/ownership.ts';
import { isMap } from '../json.ts';

const METADATA_ONLY = 'io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata';

const messages = new WeakMap<object, Buffer>();
const metadataMessages = new WeakMap<object, Buffer>();

/** An answer as protobuf; undefined: it has no such form. */
export function answerBytes(value: unknown): Buffer | undefined {
  if (!isMap(value) || typeof value.kind !== 'string') return undefined;
  const apiVersion = typeof value.apiVersion === 'string' ? value.apiVersion : '';
  const definition = protobufDefinition(apiVersion || 'v1', value.kind);
  if (definition === undefined) return undefined;
  return envelope(apiVersion, value.kind, messageBytes(definition, value));
}

/** An object of a watch's event: a Status where the kind is one. */
export function objectBytes(object: KubernetesObject | Status): Buffer {
  const bytes = answerBytes(object);
  if (!bytes) throw new Error(`${object.apiVersion} ${object.kind} has no protobuf form`);
  return bytes;
}

/** A meta.k8s.io/v1 PartialObjectMetadata. */
export function partialMetadataBytes(object: KubernetesObject): Buffer {
  const raw = remembered(metadataMessages, object.metadata, () =>
    encodeMessage(METADATA_ONLY, { metadata: managedMetadata(object) }),
  );
  return envelope('meta.k8s.io/v1', 'PartialObjectMetadata', raw);
}

function messageBytes(definition: string, value: Readonly<Record<string, unknown>>): Buffer {
  const item = Array.isArray(value.items) ? listItemDefinition(definition) : undefined;
  if (item === undefined || !Array.isArray(value.items)) return objectMessage(definition, value);
  const items = value.items.map((object: unknown) => objectMessage(item, isMap(object) ? object : {}));
  return encodeList(value.metadata ?? {}, items);
}

/** Worked out once for each version of a stored object, managedFields included. */
function objectMessage(definition: string, object: Readonly<Record<string, unknown>>): Buffer {
  return remembered(messages, object, () =>
    encodeMessage(definition, isObject(object) ? withManagedFields(object) : object),
  );
}

function remembered(cache: WeakMap<object, Buffer>, key: object, encode: () => Buffer): Buffer {
  let bytes = cache.get(key);
  if (!bytes) {
    bytes = encode();
    // What is not frozen may still change.
    if (Object.isFrozen(key)) cache.set(key, bytes);
  }
  return bytes;
}

function isObject(value: Readonly<Record<string, unknown>>): value is KubernetesObject & Record<string, unknown> {
  return isMap(value.metadata) && value.kind !== 'Status';
}
