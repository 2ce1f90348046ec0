import { type CelType, DYN, type FieldType, type ObjectType, STRING } from './cel-type.ts';
import { durationText, parseDuration, parseTimestamp, timestampText } from './time-text.ts';
import { CelMap, type CelValue, Duration, OpaqueValue, Optional, Timestamp, TypeValue, Unsigned } from './value.ts';

/** A JSON value as its declared type reads it. What does not fit its type stays what it looks like. */
export function fromJson(json: unknown, type: CelType): CelValue {
  // Null stands for an optional value that is not there.
  if (type.kind === 'optional') {
    return json === null || json === undefined ? Optional.NONE : new Optional(fromJson(json, type.element));
  }
  switch (typeof json) {
    case 'boolean':
      return json;
    case 'number':
      return fromNumber(json, type);
    case 'string':
      return fromText(json, type);
    case 'bigint':
      return json;
  }
  if (json === null || json === undefined) return null;
  if (Array.isArray(json)) {
    const element = type.kind === 'list' ? type.element : DYN;
    return json.map((item) => fromJson(item, element));
  }
  if (isCelValue(json)) return json;
  return typeof json === 'object' ? new JsonMap(json as Record<string, unknown>, type) : null;
}

function fromNumber(json: number, type: CelType): CelValue {
  if (type.kind === 'double' || !Number.isInteger(json)) return json;
  return type.kind === 'uint' ? new Unsigned(BigInt(json)) : BigInt(json);
}

function fromText(json: string, type: CelType): CelValue {
  switch (type.kind) {
    case 'timestamp':
      return parseTimestamp(json) ?? json;
    case 'duration':
      return parseDuration(json) ?? json;
    case 'bytes':
      return Buffer.from(json, 'base64');
    default:
      return json;
  }
}

function isCelValue(value: object): value is CelMap | OpaqueValue | Timestamp | Duration | Unsigned | Uint8Array {
  return (
    value instanceof CelMap ||
    value instanceof OpaqueValue ||
    value instanceof Timestamp ||
    value instanceof Duration ||
    value instanceof Unsigned ||
    value instanceof Uint8Array
  );
}

/** A JSON object: a map, or an object with fields. Fields are read when they are asked for. */
class JsonMap extends CelMap {
  readonly type: CelType;
  readonly #json: Readonly<Record<string, unknown>>;

  constructor(json: Readonly<Record<string, unknown>>, type: CelType) {
    super();
    this.#json = json;
    this.type = type.kind === 'object' || type.kind === 'map' ? type : { kind: 'map', key: STRING, value: DYN };
  }

  get size(): number {
    return Object.keys(this.#json).length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    if (this.type.kind === 'object') {
      const field = fieldOf(this.type, key);
      const name = field?.json ?? key;
      return field && this.#has(name) ? fromJson(this.#json[name], field.type) : undefined;
    }
    return this.#has(key) ? fromJson(this.#json[key], this.type.kind === 'map' ? this.type.value : DYN) : undefined;
  }

  #has(name: string): boolean {
    return Object.hasOwn(this.#json, name) && this.#json[name] !== undefined;
  }

  keys(): readonly CelValue[] {
    return Object.keys(this.#json);
  }

  json(): unknown {
    return this.#json;
  }
}

export function fieldOf(type: ObjectType, name: string): FieldType | undefined {
  return Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
}

/** The JSON that a value stands for; undefined where there is none. */
export function toJson(value: CelValue): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof JsonMap) return value.json();
  if (value instanceof CelMap)
    return Object.fromEntries(value.keys().map((key) => [String(key), toJson(value.get(key)!)]));
  if (value instanceof Unsigned) return Number(value.value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof TypeValue) return value.name;
  if (value instanceof Optional) return value.value === undefined ? undefined : toJson(value.value);
  return undefined;
}
