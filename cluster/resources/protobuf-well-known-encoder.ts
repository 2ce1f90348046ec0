import type { ProtobufBuffer } from './protobuf-buffer.ts';

/** Writes a value's message, its last field first. */
export type EncodeValue = (value: unknown, out: ProtobufBuffer) => void;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const EXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';
const SCHEMA = `${EXTENSIONS}JSONSchemaProps`;

const VARINT = 0;
const BYTES = 2;

/** As `wellKnownValue` reads them. */
const ENCODERS: Readonly<Record<string, (nested: (definition: string) => EncodeValue) => EncodeValue>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': () => (value, out) => text(out, 1, String(value)),
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': () => intOrString,
  'io.k8s.apimachinery.pkg.runtime.RawExtension': () => rawJson,
  [`${META}FieldsV1`]: () => rawJson,
  [`${META}Time`]: () => time,
  [`${META}MicroTime`]: () => time,
  [`${META}Verbs`]: () => stringList,
  'io.k8s.api.authentication.v1.ExtraValue': () => stringList,
  'io.k8s.api.authorization.v1.ExtraValue': () => stringList,
  'io.k8s.api.certificates.v1.ExtraValue': () => stringList,
  [`${EXTENSIONS}JSON`]: () => rawJson,
  [`${EXTENSIONS}JSONSchemaPropsOrArray`]: (nested) => (value, out) => {
    if (!Array.isArray(value)) return message(out, 1, value, nested(SCHEMA));
    for (const schema of value.toReversed()) message(out, 2, schema, nested(SCHEMA));
  },
  [`${EXTENSIONS}JSONSchemaPropsOrBool`]: (nested) => (value, out) => {
    if (typeof value === 'boolean') return integer(out, 1, value ? 1 : 0);
    message(out, 2, value, nested(SCHEMA));
    integer(out, 1, 1);
  },
  [`${EXTENSIONS}JSONSchemaPropsOrStringArray`]: (nested) => (value, out) => {
    if (!Array.isArray(value)) return message(out, 1, value, nested(SCHEMA));
    for (const name of value.toReversed()) text(out, 2, String(name));
  },
};

/** The writer of a message whose JSON form is not an object of its fields; undefined when it is. */
export function wellKnownEncoder(
  definition: string,
  nested: (definition: string) => EncodeValue,
): EncodeValue | undefined {
  return ENCODERS[definition]?.(nested);
}

export function text(out: ProtobufBuffer, field: number, value: string): void {
  const before = out.length;
  out.text(value);
  closeBytes(out, field, before);
}

export function integer(out: ProtobufBuffer, field: number, value: number): void {
  out.varint(value);
  out.varint((field << 3) | VARINT);
}

export function message(out: ProtobufBuffer, field: number, value: unknown, encode: EncodeValue): void {
  const before = out.length;
  encode(value, out);
  closeBytes(out, field, before);
}

/** The length and the tag of what was written since `before`. */
export function closeBytes(out: ProtobufBuffer, field: number, before: number): void {
  out.varint(out.length - before);
  out.varint((field << 3) | BYTES);
}

/** type = 1 (0: number, 1: string), intVal = 2, strVal = 3. */
function intOrString(value: unknown, out: ProtobufBuffer): void {
  const isText = typeof value === 'string';
  text(out, 3, isText ? value : '');
  integer(out, 2, typeof value === 'number' ? value : 0);
  integer(out, 1, isText ? 1 : 0);
}

function rawJson(value: unknown, out: ProtobufBuffer): void {
  text(out, 1, JSON.stringify(value));
}

const FRACTION = /\.(\d{1,9})/;

/** seconds = 1, nanos = 2, of an RFC 3339 time. */
function time(value: unknown, out: ProtobufBuffer): void {
  const written = String(value);
  const fraction = FRACTION.exec(written)?.[1];
  integer(out, 2, fraction ? Number(fraction.padEnd(9, '0')) : 0);
  integer(out, 1, Math.floor(Date.parse(written) / 1000));
}

function stringList(value: unknown, out: ProtobufBuffer): void {
  if (!Array.isArray(value)) return;
  for (const item of value.toReversed()) text(out, 1, String(item));
}
