import type { CompactMessage } from './compact-protobuf.ts';
import { messageOf } from './protobuf-messages.ts';
import { ProtobufError, packedVarints, type WireField, wireFields } from './protobuf-reader.ts';
import { isWellKnown, wellKnownValue } from './protobuf-well-known.ts';
import { definitionOf } from './schema-table.ts';

export { ProtobufError } from './protobuf-reader.ts';

/** As the real server's limit for request bodies. */
const MAX_BYTES = 3 * 1024 * 1024;
const MAX_DEPTH = 100;
const MAX_FIELDS = 200_000;
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

type JsonObject = Record<string, unknown>;

/**
 * A body of type application/vnd.kubernetes.protobuf (`k8s\0` and a runtime.Unknown) as the JSON object it stands for.
 * Zero values that JSON would have left out are left out. Throws ProtobufError on anything else.
 */
export function decodeProtobuf(body: Uint8Array): JsonObject {
  if (body.length > MAX_BYTES) throw new ProtobufError(`Request entity too large: limit is ${MAX_BYTES}`);
  if (MAGIC.some((byte, index) => body[index] !== byte)) {
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  const { apiVersion, kind, raw } = readUnknown(body.subarray(MAGIC.length));
  const slash = apiVersion.indexOf('/');
  const definition = definitionOf(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), kind);
  if (!definition || !messageOf(definition)) {
    throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  }
  return { apiVersion, kind, ...decodeMessage(raw, definition, { fields: 0, depth: 0 }) };
}

/** runtime.Unknown: typeMeta = 1 (apiVersion = 1, kind = 2), raw = 2. */
function readUnknown(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  let [apiVersion, kind, raw] = ['', '', new Uint8Array(0)];
  for (const field of wireFields(bytes)) {
    if (field.number === 2) raw = new Uint8Array(field.bytes);
    if (field.number !== 1) continue;
    for (const inner of wireFields(field.bytes)) {
      if (inner.number === 1) apiVersion = text(inner.bytes);
      if (inner.number === 2) kind = text(inner.bytes);
    }
  }
  return { apiVersion, kind, raw };
}

interface Budget {
  fields: number;
  depth: number;
}

function decodeMessage(bytes: Uint8Array, definition: string, budget: Budget): JsonObject {
  const message = messageOf(definition);
  if (!message) throw new ProtobufError(`no message ${definition} in the protobuf table`);
  if (++budget.depth > MAX_DEPTH) throw new ProtobufError('exceeded max depth');
  const object: JsonObject = {};
  for (const field of wireFields(bytes)) {
    if (++budget.fields > MAX_FIELDS) throw new ProtobufError('too many fields');
    const known = message[field.number];
    if (known) decodeField(object, known, field, budget);
  }
  budget.depth--;
  return object;
}

function decodeField(object: JsonObject, known: CompactMessage[string], field: WireField, budget: Budget): void {
  const [name, type, flags = ''] = known;
  if (flags.includes('i')) {
    Object.assign(object, decodeMessage(field.bytes, type.slice(1), budget));
  } else if (type.startsWith('[')) {
    object[name] ??= [];
    (object[name] as unknown[]).push(...decodeItems(type.slice(1), field, budget));
  } else if (type.startsWith('{')) {
    const [key, value] = decodeEntry(type.slice(1), field.bytes, budget);
    object[name] ??= {};
    Object.defineProperty(object[name], key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    const value = decodeValue(type, field, budget);
    if (value !== undefined && (flags.includes('k') || !isZero(value))) object[name] = value;
  }
}

/** Empty structs stay: they stand for Go structs, which are written always, or for pointers that are set. */
function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

function decodeItems(type: string, field: WireField, budget: Budget): unknown[] {
  if (field.wireType !== 2 || /^(string|bytes|#)/.test(type)) return [decodeValue(type, field, budget)];
  return packedVarints(field.bytes).map((varint) => decodeValue(type, { ...field, wireType: 0, varint }, budget));
}

/** Maps are messages of key = 1 and value = 2; keys are strings throughout the API. */
function decodeEntry(type: string, bytes: Uint8Array, budget: Budget): [string, unknown] {
  let key = '';
  let value: unknown = zeroOf(type);
  for (const field of wireFields(bytes)) {
    if (field.number === 1) key = text(field.bytes);
    if (field.number === 2) value = decodeValue(type, field, budget);
  }
  return [key, value];
}

function zeroOf(type: string): unknown {
  if (type === 'string' || type === 'bytes') return '';
  if (type === 'bool') return false;
  return type.startsWith('#') ? {} : 0;
}

function decodeValue(type: string, field: WireField, budget: Budget): unknown {
  const wireType = type === 'double' ? 1 : /^(string|bytes|#)/.test(type) ? 2 : 0;
  if (field.wireType !== wireType) {
    throw new ProtobufError(`proto: wrong wireType = ${field.wireType} for field ${field.number}`);
  }
  if (type.startsWith('#')) {
    const definition = type.slice(1);
    if (!isWellKnown(definition)) return decodeMessage(field.bytes, definition, budget);
    return wellKnownValue(definition, field.bytes, (inner, of) => decodeMessage(inner, of, budget));
  }
  switch (type) {
    case 'string':
      return text(field.bytes);
    case 'bytes':
      return Buffer.from(field.bytes).toString('base64');
    case 'bool':
      return field.varint !== 0n;
    case 'double':
      return Buffer.from(field.bytes).readDoubleLE();
    case 'int32':
      return Number(BigInt.asIntN(32, field.varint));
    default:
      return Number(BigInt.asIntN(64, field.varint));
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
