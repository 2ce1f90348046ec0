import { ProtobufBuffer } from './protobuf-buffer.ts';
import { messageOf } from './protobuf-messages.ts';
import {
  closeBytes,
  type EncodeValue,
  integer,
  message,
  text,
  wellKnownEncoder,
} from './protobuf-well-known-encoder.ts';
import { definitionOf } from './schema-table.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const MAGIC = Buffer.from('k8s\0');

/** One for the process: an encoding is over before the next one begins. */
const buffer = new ProtobufBuffer();

/** The definition of a kind that has a protobuf message; undefined: it cannot be written as protobuf. */
export function protobufDefinition(apiVersion: string, kind: string): string | undefined {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const definition =
    apiVersion === 'meta.k8s.io/v1' && kind !== 'Table' ? META + kind : definitionOf(group, version, kind);
  return definition !== undefined && messageOf(definition) ? definition : undefined;
}

/** The fields of an object as a message of its definition, without apiVersion and kind. */
export function encodeMessage(definition: string, object: object): Buffer {
  return encoded(() => encoderOf(definition)(object, buffer));
}

/** A list's message: its ListMeta, then the messages of its objects. */
export function encodeList(metadata: unknown, items: readonly Uint8Array[]): Buffer {
  return encoded(() => {
    for (const item of items.toReversed()) {
      const before = buffer.length;
      buffer.bytes(item);
      closeBytes(buffer, 2, before);
    }
    message(buffer, 1, metadata, encoderOf(`${META}ListMeta`));
  });
}

/** What the items of a list's definition are; undefined when it is no list of objects. */
export function listItemDefinition(definition: string): string | undefined {
  const items = messageOf(definition)?.['2'];
  return items?.[0] === 'items' && items[1].startsWith('[#') ? items[1].slice(2) : undefined;
}

/** `k8s\0` and a runtime.Unknown: typeMeta = 1, raw = 2, contentEncoding = 3, contentType = 4. */
export function envelope(apiVersion: string, kind: string, raw: Uint8Array): Buffer {
  return encoded(() => {
    text(buffer, 4, '');
    text(buffer, 3, '');
    const before = buffer.length;
    buffer.bytes(raw);
    closeBytes(buffer, 2, before);
    const typeStart = buffer.length;
    text(buffer, 2, kind);
    text(buffer, 1, apiVersion);
    closeBytes(buffer, 1, typeStart);
    buffer.bytes(MAGIC);
  });
}

/** One event of a watch: its length in four bytes, then a metav1.WatchEvent (type = 1, object.raw = 2.1). */
export function watchFrame(type: string, object: Uint8Array): Buffer {
  const event = encoded(() => {
    const before = buffer.length;
    buffer.bytes(object);
    closeBytes(buffer, 1, before);
    closeBytes(buffer, 2, before);
    text(buffer, 1, type);
  });
  const frame = Buffer.allocUnsafe(4 + event.length);
  frame.writeUInt32BE(event.length);
  frame.set(event, 4);
  return frame;
}

function encoded(write: () => void): Buffer {
  try {
    write();
    return buffer.take();
  } catch (error) {
    buffer.clear();
    throw error;
  }
}

interface Plan {
  readonly fields: ReadonlyMap<string, EncodeValue>;
  /** Messages whose fields belong to this one's JSON object. */
  readonly inlined: readonly EncodeValue[];
}

const encoders = new Map<string, EncodeValue>();

function encoderOf(definition: string): EncodeValue {
  let encoder = encoders.get(definition);
  if (!encoder) {
    encoder = wellKnownEncoder(definition, encoderOf) ?? messageEncoder(definition);
    encoders.set(definition, encoder);
  }
  return encoder;
}

function messageEncoder(definition: string): EncodeValue {
  let plan: Plan | undefined;
  return (value, out) => {
    // Built at the first message: definitions hold each other.
    plan ??= planOf(definition);
    const object = (value ?? {}) as Readonly<Record<string, unknown>>;
    for (const inlined of plan.inlined) inlined(object, out);
    for (const name in object) {
      const field = object[name];
      if (field !== undefined && field !== null) plan.fields.get(name)?.(field, out);
    }
  };
}

function planOf(definition: string): Plan {
  const compact = messageOf(definition);
  if (!compact) throw new Error(`no message ${definition} in the protobuf table`);
  const fields = new Map<string, EncodeValue>();
  const inlined: EncodeValue[] = [];
  for (const [number, [name, type, flags = '']] of Object.entries(compact)) {
    const encode = fieldEncoder(Number(number), type);
    if (flags.includes('i')) inlined.push(encode);
    else fields.set(name, encode);
  }
  return { fields, inlined };
}

function fieldEncoder(number: number, type: string): EncodeValue {
  if (type.startsWith('[')) {
    const item = valueEncoder(number, type.slice(1));
    return (value, out) => {
      const items = value as readonly unknown[];
      for (let index = items.length - 1; index >= 0; index--) item(items[index], out);
    };
  }
  if (type.startsWith('{')) return mapEncoder(number, valueEncoder(2, type.slice(1)));
  return valueEncoder(number, type);
}

/** A map's entries are messages of key = 1 and value = 2. */
function mapEncoder(number: number, encodeValue: EncodeValue): EncodeValue {
  return (value, out) => {
    const map = value as Readonly<Record<string, unknown>>;
    for (const key in map) {
      const before = out.length;
      encodeValue(map[key], out);
      text(out, 1, key);
      closeBytes(out, number, before);
    }
  };
}

function valueEncoder(number: number, type: string): EncodeValue {
  if (type.startsWith('#')) {
    const encode = encoderOf(type.slice(1));
    return (value, out) => message(out, number, value, encode);
  }
  switch (type) {
    case 'string':
      return (value, out) => text(out, number, String(value ?? ''));
    case 'bytes':
      return (value, out) => {
        const before = out.length;
        out.bytes(Buffer.from(String(value ?? ''), 'base64'));
        closeBytes(out, number, before);
      };
    case 'bool':
      return (value, out) => integer(out, number, value === true ? 1 : 0);
    case 'double':
      return (value, out) => {
        out.double(Number(value));
        out.varint((number << 3) | 1);
      };
    default:
      return (value, out) => integer(out, number, Number(value ?? 0));
  }
}
