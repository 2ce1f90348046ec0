import { readFileSync } from 'node:fs';
import type { CompactMessage } from '../../cluster/resources/compact-protobuf.ts';
import { definitionOf } from '../../cluster/resources/schema-table.ts';
import { isMap, type JsonMap } from './mutate-object.ts';

const table = new URL('../../cluster/resources/generated/protobuf.json', import.meta.url);
const messages = JSON.parse(readFileSync(table, 'utf8')) as Record<string, CompactMessage>;

/**
 * An object of a built-in kind as client-go sends it: `k8s\0` and a runtime.Unknown. What does not fit its type is left
 * out, and well-known types (Time, Quantity, IntOrString) are written as far as one string goes. Null: no such kind.
 */
export function encodeProtobuf(object: JsonMap): Buffer | null {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return null;
  const slash = apiVersion.indexOf('/');
  const definition = definitionOf(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), kind);
  if (!definition || !messages[definition]) return null;
  const typeMeta = Buffer.concat([lengthDelimited(1, Buffer.from(apiVersion)), lengthDelimited(2, Buffer.from(kind))]);
  const raw = encodeMessage(object, definition);
  return Buffer.concat([Buffer.from('k8s\0'), lengthDelimited(1, typeMeta), lengthDelimited(2, raw)]);
}

function encodeMessage(value: JsonMap, definition: string): Buffer {
  const parts: Buffer[] = [];
  for (const [number, [name, type, flags = '']] of Object.entries(messages[definition] ?? {})) {
    const field = flags.includes('i') ? value : value[name];
    if (field !== undefined && field !== null) parts.push(encodeField(Number(number), type, field));
  }
  return Buffer.concat(parts);
}

function encodeField(number: number, type: string, value: unknown): Buffer {
  if (type.startsWith('[')) {
    const items = Array.isArray(value) ? value : [];
    return Buffer.concat(items.map((item) => encodeField(number, type.slice(1), item)));
  }
  if (type.startsWith('{')) {
    const entries = isMap(value) ? Object.entries(value) : [];
    return Buffer.concat(entries.map(([key, item]) => encodeEntry(number, type.slice(1), key, item)));
  }
  if (type.startsWith('#')) return lengthDelimited(number, encodeStruct(type.slice(1), value));
  switch (type) {
    case 'string':
      return lengthDelimited(number, Buffer.from(textOf(value)));
    case 'bytes':
      return lengthDelimited(number, Buffer.from(textOf(value), 'base64'));
    case 'double':
      return encodeDouble(number, Number(textOf(value)));
    default:
      return Buffer.concat([varint(BigInt(number) << 3n), varint(integerOf(value))]);
  }
}

function encodeStruct(definition: string, value: unknown): Buffer {
  if (/\.(JSON|RawExtension)$/.test(definition)) return lengthDelimited(1, Buffer.from(JSON.stringify(value)));
  if (isMap(value)) return encodeMessage(value, definition);
  if (definition.endsWith('.IntOrString') && typeof value === 'number') {
    return Buffer.concat([varint(2n << 3n), varint(integerOf(value))]);
  }
  const prefix = definition.endsWith('.IntOrString') ? Buffer.concat([varint(1n << 3n), varint(1n)]) : Buffer.alloc(0);
  const text = Buffer.from(textOf(value));
  if (definition.endsWith('Time')) {
    const seconds = BigInt(Math.trunc(Date.parse(textOf(value)) / 1000) || 0);
    return Buffer.concat([varint(1n << 3n), varint(seconds)]);
  }
  return Buffer.concat([prefix, lengthDelimited(definition.endsWith('.IntOrString') ? 3 : 1, text)]);
}

function encodeEntry(number: number, type: string, key: string, value: unknown): Buffer {
  return lengthDelimited(
    number,
    Buffer.concat([lengthDelimited(1, Buffer.from(key)), encodeField(2, type, value ?? '')]),
  );
}

function encodeDouble(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint((BigInt(number) << 3n) | 1n), bytes]);
}

function lengthDelimited(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((BigInt(number) << 3n) | 2n), varint(BigInt(bytes.length)), bytes]);
}

function integerOf(value: unknown): bigint {
  const number = Math.trunc(Number(textOf(value)));
  return Number.isFinite(number) ? BigInt(number) : 0n;
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
}
