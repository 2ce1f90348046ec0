import { ProtobufWriter } from './protobuf-writer.ts';

/** The parts of a Swagger 2.0 document that clients read from its protobuf form. */
interface Swagger {
  readonly swagger: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly operationId?: string;
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly [extension: `x-${string}`]: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly type?: string;
  readonly uniqueItems?: boolean;
  readonly schema?: Schema;
}

interface Schema {
  readonly $ref?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly multipleOf?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: Schema | boolean;
  readonly type?: string;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

const encoded = new WeakMap<object, Buffer>();

/**
 * A Swagger document as openapi.v2.Document. Field numbers: github.com/google/gnostic-models/openapiv2/OpenAPIv2.proto.
 * `document` is its JSON text, from this server's own hand; encoded once for each.
 */
export function openApiVersion2Protobuf(document: { readonly text: string }): Buffer {
  let bytes = encoded.get(document);
  if (!bytes) {
    bytes = documentMessage(JSON.parse(document.text) as Swagger).finish();
    encoded.set(document, bytes);
  }
  return bytes;
}

function documentMessage({ swagger, info, paths, definitions }: Swagger): ProtobufWriter {
  return new ProtobufWriter()
    .text(1, swagger)
    .message(2, new ProtobufWriter().text(1, info.title).text(2, info.version))
    .message(8, named(2, paths, pathItem))
    .message(9, named(1, definitions, schemaMessage));
}

/** A map as protobuf has it here: repeated messages of a name (1) and a value (2). */
function named<T>(
  field: number,
  values: Readonly<Record<string, T>>,
  write: (value: T) => ProtobufWriter,
): ProtobufWriter {
  const map = new ProtobufWriter();
  for (const [name, value] of Object.entries(values)) {
    map.message(field, new ProtobufWriter().text(1, name).message(2, write(value)));
  }
  return map;
}

const METHOD_FIELDS = { get: 2, put: 3, post: 4, delete: 5, patch: 8 } as const;

function pathItem(operations: Readonly<Record<string, Operation>>): ProtobufWriter {
  const item = new ProtobufWriter();
  for (const [method, field] of Object.entries(METHOD_FIELDS)) {
    const operation = operations[method];
    if (operation) item.message(field, operationMessage(operation));
  }
  return item;
}

function operationMessage(operation: Operation): ProtobufWriter {
  const message = new ProtobufWriter()
    .text(5, operation.operationId)
    .texts(6, operation.produces)
    .texts(7, operation.consumes);
  for (const parameter of operation.parameters ?? []) {
    message.message(8, new ProtobufWriter().message(1, parameterMessage(parameter)));
  }
  return extensions(message, 13, operation);
}

function parameterMessage(parameter: Parameter): ProtobufWriter {
  if (parameter.in === 'body') {
    const body = new ProtobufWriter()
      .text(2, parameter.name)
      .text(3, parameter.in)
      .boolean(4, parameter.required)
      .message(5, parameter.schema && schemaMessage(parameter.schema));
    return new ProtobufWriter().message(1, body);
  }
  const query = new ProtobufWriter()
    .text(2, parameter.in)
    .text(4, parameter.name)
    .text(6, parameter.type)
    .boolean(20, parameter.uniqueItems);
  return new ProtobufWriter().message(2, new ProtobufWriter().message(3, query));
}

function schemaMessage(schema: Schema): ProtobufWriter {
  const { additionalProperties: values, items } = schema;
  const message = new ProtobufWriter()
    .text(1, schema.$ref)
    .text(2, schema.format)
    .text(3, schema.title)
    .text(4, schema.description)
    .message(5, schema.default === undefined ? undefined : anyMessage(schema.default))
    .double(6, schema.multipleOf)
    .double(7, schema.maximum)
    .boolean(8, schema.exclusiveMaximum)
    .double(9, schema.minimum)
    .boolean(10, schema.exclusiveMinimum)
    .integer(11, schema.maxLength)
    .integer(12, schema.minLength)
    .text(13, schema.pattern)
    .integer(14, schema.maxItems)
    .integer(15, schema.minItems)
    .boolean(16, schema.uniqueItems)
    .integer(17, schema.maxProperties)
    .integer(18, schema.minProperties)
    .texts(19, schema.required);
  for (const value of schema.enum ?? []) message.message(20, anyMessage(value));
  if (typeof values === 'object') message.message(21, new ProtobufWriter().message(1, schemaMessage(values)));
  else if (values === true) message.message(21, new ProtobufWriter().boolean(2, true));
  if (schema.type) message.message(22, new ProtobufWriter().text(1, schema.type));
  if (items) message.message(23, new ProtobufWriter().message(1, schemaMessage(items)));
  for (const part of schema.allOf ?? []) message.message(24, schemaMessage(part));
  if (schema.properties) message.message(25, named(1, schema.properties, schemaMessage));
  return extensions(message, 31, schema);
}

/** What begins with `x-`: a name (1) and a value (2), each value as a line of YAML, of which JSON is a part. */
function extensions(message: ProtobufWriter, field: number, holder: object): ProtobufWriter {
  for (const [name, value] of Object.entries(holder)) {
    if (name.startsWith('x-')) message.message(field, new ProtobufWriter().text(1, name).message(2, anyMessage(value)));
  }
  return message;
}

function anyMessage(value: unknown): ProtobufWriter {
  return new ProtobufWriter().text(2, `${JSON.stringify(value)}\n`);
}
