import { ProtobufError, wireFields } from './protobuf-reader.ts';

type Nested = (bytes: Uint8Array, definition: string) => unknown;
type Convert = (bytes: Uint8Array, nested: Nested) => unknown;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const EXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';

/** Messages whose JSON form is not an object of their fields. */
const CONVERTERS: Readonly<Record<string, Convert>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': (bytes) => text(bytes, 1),
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': intOrString,
  'io.k8s.apimachinery.pkg.runtime.RawExtension': rawJson,
  [`${META}FieldsV1`]: rawJson,
  [`${META}Time`]: (bytes) => time(bytes, false),
  [`${META}MicroTime`]: (bytes) => time(bytes, true),
  [`${META}Duration`]: (bytes) => goDuration(varint(bytes, 1) ?? 0n),
  [`${META}Verbs`]: stringList,
  'io.k8s.api.authentication.v1.ExtraValue': stringList,
  'io.k8s.api.authorization.v1.ExtraValue': stringList,
  'io.k8s.api.certificates.v1.ExtraValue': stringList,
  [`${EXTENSIONS}JSON`]: rawJson,
  [`${EXTENSIONS}JSONSchemaPropsOrArray`]: schemaOr((bytes, nested) =>
    all(bytes, 2).map((item) => nested(item, `${EXTENSIONS}JSONSchemaProps`)),
  ),
  [`${EXTENSIONS}JSONSchemaPropsOrBool`]: (bytes, nested) => {
    const schema = all(bytes, 2).at(-1);
    return schema ? nested(schema, `${EXTENSIONS}JSONSchemaProps`) : varint(bytes, 1) === 1n;
  },
  [`${EXTENSIONS}JSONSchemaPropsOrStringArray`]: schemaOr((bytes) => all(bytes, 2).map(utf8)),
};

export function isWellKnown(definition: string): boolean {
  return definition in CONVERTERS;
}

/** The JSON form; undefined: nothing is set. `nested` reads a message of the table. */
export function wellKnownValue(definition: string, bytes: Uint8Array, nested: Nested): unknown {
  return CONVERTERS[definition]!(bytes, nested);
}

function schemaOr(otherwise: Convert): Convert {
  return (bytes, nested) => {
    const schema = all(bytes, 1).at(-1);
    return schema ? nested(schema, `${EXTENSIONS}JSONSchemaProps`) : otherwise(bytes, nested);
  };
}

/** type = 1 (0: number, 1: string), intVal = 2, strVal = 3. */
function intOrString(bytes: Uint8Array): number | string {
  return varint(bytes, 1) === 1n ? (text(bytes, 3) ?? '') : Number(BigInt.asIntN(32, varint(bytes, 2) ?? 0n));
}

function rawJson(bytes: Uint8Array): unknown {
  const json = text(bytes, 1);
  if (!json) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    throw new ProtobufError('raw extension does not hold JSON');
  }
}

/** seconds = 1, nanos = 2; the zero time has no bytes. */
function time(bytes: Uint8Array, micro: boolean): string | undefined {
  if (bytes.length === 0) return undefined;
  const seconds = Number(BigInt.asIntN(64, varint(bytes, 1) ?? 0n));
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) throw new ProtobufError('time is out of range');
  const whole = date.toISOString().slice(0, 19);
  if (!micro) return `${whole}Z`;
  const microseconds = Math.trunc(Number(varint(bytes, 2) ?? 0n) / 1000);
  return `${whole}.${String(microseconds).padStart(6, '0')}Z`;
}

/** As Go's time.Duration.String prints whole seconds and above: `1h2m3s`, `1.5s`, `0s`. */
function goDuration(value: bigint): string {
  const nanos = BigInt.asIntN(64, value);
  const seconds = Number(nanos < 0n ? -nanos : nanos) / 1e9;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${Number((seconds % 60).toFixed(9))}s`;
  const larger = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${nanos < 0n ? '-' : ''}${larger}${rest}`;
}

function stringList(bytes: Uint8Array): string[] {
  return all(bytes, 1).map(utf8);
}

function all(bytes: Uint8Array, number: number): Uint8Array[] {
  return [...wireFields(bytes)].filter((field) => field.number === number).map((field) => field.bytes);
}

function varint(bytes: Uint8Array, number: number): bigint | undefined {
  return [...wireFields(bytes)].findLast((field) => field.number === number)?.varint;
}

function text(bytes: Uint8Array, number: number): string | undefined {
  const found = all(bytes, number).at(-1);
  return found && utf8(found);
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
