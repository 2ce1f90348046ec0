import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import {
  finiteNumber,
  listOf,
  MalformedError,
  objectOf,
  oneOf,
  optional,
  type Parser,
  shape,
  text,
  wholeNumber,
} from '../../machinery/parse-json.ts';
import { resourceDefinitions } from '../../resources/resource-table.ts';
import { schemaOf } from '../../resources/schema-table.ts';
import { DecodingError, decode } from '../../resources/strict-decoding.ts';
import { apiVersionOf, storageName } from '../registry.ts';
import type { ObjectKey } from './object-key.ts';
import { type EventSnapshot, type JournalSnapshot, SNAPSHOT_VERSION, type StoreSnapshot } from './snapshot.ts';

const RESOURCES = 2_000;
const OBJECTS = 100_000;
const EVENTS = 100_000;
/** As deep as a request's body may be, and a little more. */
const DEPTH = 1_000;

/**
 * A snapshot of a store from outside: its form, and that objects of built-in kinds have the fields' types of their kind.
 * The objects are taken over as they are. Throws `MalformedError`.
 */
export const parseStoreSnapshot: Parser<StoreSnapshot> = (value, path) => {
  const { version } = objectOf(value, path);
  if (version !== SNAPSHOT_VERSION) {
    throw new MalformedError(`${path}: version ${JSON.stringify(version)} of a store's snapshot is not known`);
  }
  const snapshot = parseForm(value, path);
  for (const { resource, objects } of snapshot.resources) {
    for (const object of objects) checkObject(object, resource, snapshot.revision, path);
  }
  for (const { key, object, previous } of snapshot.journal?.events ?? []) {
    for (const state of previous ? [object, previous] : [object]) {
      checkObject(state, key.resource, snapshot.revision, path);
    }
  }
  return snapshot;
};

const parseObject: Parser<KubernetesObject> = (value, path) => {
  const object = objectOf(value, path);
  const metadata = objectOf(object['metadata'], `${path}.metadata`);
  text(object['apiVersion'], `${path}.apiVersion`);
  text(object['kind'], `${path}.kind`);
  text(metadata['name'], `${path}.metadata.name`);
  text(metadata['resourceVersion'], `${path}.metadata.resourceVersion`);
  optional(text)(metadata['namespace'], `${path}.metadata.namespace`);
  optional(listOf(objectOf, OBJECTS))(metadata['managedFields'], `${path}.metadata.managedFields`);
  checkJson(object, path, 0);
  return object as unknown as KubernetesObject;
};

const parseEvent: Parser<EventSnapshot> = shape<EventSnapshot>({
  type: oneOf(['ADDED', 'MODIFIED', 'DELETED']),
  key: shape<ObjectKey>({ resource: text, namespace: text, name: text }),
  object: parseObject,
  previous: optional(parseObject),
  revision: wholeNumber,
  time: finiteNumber,
});

const parseForm: Parser<StoreSnapshot> = shape<StoreSnapshot>({
  version: wholeNumber,
  revision: wholeNumber,
  time: finiteNumber,
  resources: listOf(shape({ resource: text, objects: listOf(parseObject, OBJECTS) }), RESOURCES),
  journal: optional(parseJournal),
});

/** Its events follow one another without a gap, up to the store's own revision: places are reckoned from that. */
function parseJournal(value: unknown, path: string): JournalSnapshot {
  const journal = shape<JournalSnapshot>({ start: wholeNumber, events: listOf(parseEvent, EVENTS) })(value, path);
  journal.events.forEach(({ revision }, index) => {
    if (revision !== journal.start + index + 1) {
      throw new MalformedError(`${path}.events[${index}].revision must be ${journal.start + index + 1}`);
    }
  });
  return journal;
}

/** By the name the store files them under; built-in kinds only. */
const stored = new Map(
  resourceDefinitions
    .filter(({ conversion }) => !conversion)
    .map((definition) => [storageName(definition), definition] as const),
);

function checkObject(object: KubernetesObject, resource: string, revision: number, path: string): void {
  const { name, namespace, resourceVersion = '' } = object.metadata;
  const place = `${path}: ${resource} ${namespace ? `${namespace}/` : ''}${name}`;
  if (!/^[1-9]\d{0,15}$/.test(resourceVersion) || Number(resourceVersion) > revision) {
    throw new MalformedError(`${place}: resourceVersion ${resourceVersion} is not of this store`);
  }
  const definition = stored.get(resource);
  if (!definition || object.apiVersion !== apiVersionOf(definition)) return;
  if (object.kind !== definition.kind)
    throw new MalformedError(`${place}: kind ${object.kind} is not ${definition.kind}`);
  try {
    decode(object, schemaOf(definition.schema));
  } catch (error) {
    if (error instanceof DecodingError) throw new MalformedError(`${place}: ${error.message}`);
    throw error;
  }
}

function checkJson(value: unknown, path: string, depth: number): void {
  if (typeof value === 'object' && value !== null) {
    if (depth > DEPTH) throw new MalformedError(`${path} is nested too deep`);
    for (const key in value) checkJson((value as Record<string, unknown>)[key], path, depth + 1);
  } else if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new MalformedError(`${path} must be JSON`);
  }
}
